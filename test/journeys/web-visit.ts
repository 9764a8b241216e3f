type Action = { title: string; displayText: string; text: string; value: unknown };
type Told = { text: string; from: { role: string }; suggestedActions?: { actions: Action[] } };

/** The chat of somebody at the shop's page. */
export async function visit(url: string) {
  const line = `${url}/directline`;
  const arrival = await fetch(`${line}/tokens/generate`, { method: "POST", body: "{}" });
  const { token, conversationId } = (await arrival.json()) as {
    token: string;
    conversationId: string;
  }; // our own endpoint's
  const activities = `${line}/conversations/${conversationId}/activities`;
  const headers = { authorization: `Bearer ${token}` };
  const post = async (fields: object) => {
    const body = JSON.stringify({ type: "message", ...fields });
    return (await fetch(activities, { method: "POST", headers, body })).status;
  };
  const fromShop = async () => {
    const answer = await fetch(activities, { headers });
    const told = (await answer.json()) as { activities: Told[] }; // our own
    return told.activities.filter(({ from }) => from.role === "bot");
  };
  return {
    writes: (text: string, id: string) => post({ text, channelData: { clientActivityID: id } }),
    reads: async () => (await fromShop()).map(({ text }) => text),
    /** What the shop's last line asks to choose from. */
    offered: async () => (await fromShop()).at(-1)?.suggestedActions?.actions ?? [],
    taps: ({ text, displayText, value }: Action, id: string) =>
      post({ text, value, channelData: { clientActivityID: id, messageBack: { displayText } } }),
  };
}
