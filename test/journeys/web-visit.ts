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
  return {
    async writes(text: string, id: string) {
      const body = JSON.stringify({ type: "message", text, channelData: { clientActivityID: id } });
      return (await fetch(activities, { method: "POST", headers, body })).status;
    },
    async reads() {
      const answer = await fetch(activities, { headers });
      const told = (await answer.json()) as {
        activities: { text: string; from: { role: string } }[];
      }; // our own
      return told.activities.flatMap(({ text, from }) => (from.role === "bot" ? [text] : []));
    },
  };
}
