import type { Conversation } from "../../../core/conversation.ts";
import type { SendBody } from "../../../core/decision.ts";
import { addressKind } from "../../../core/message.ts";
import type { Clock, Send, Settlement, Store } from "../../../core/ports.ts";
import type { Channel } from "../../channel.ts";
import { fateOf } from "./line-fate.ts";

const LOOK_AGAIN_MS = 2_000;

type Outcome = { send: Send; stopped?: Settlement };

/**
 * An agent's line as it reads after its edit; stopped when they deleted it. A line in several parts, or one that would
 * become so, keeps its words: its parts are kept one by one. Pure.
 */
export function asAmended(
  send: Send,
  conversation: Conversation | undefined,
  channels: readonly Pick<Channel, "carries" | "split">[],
): Outcome & { conversation: Conversation | undefined } {
  const whole = send.id.replace(/\.\d+$/, "");
  const line = conversation?.relayed.find(({ sendId }) => sendId === whole);
  if (!line?.amended) return { send, conversation };
  if (line.amended.text === undefined) return { send, conversation, stopped: TAKEN_BACK };
  const { body } = send;
  const isWhole = body.kind === "text" && line.text !== "" && body.text.startsWith(line.text);
  if (!isWhole) return { send, conversation };
  // Behind the words may stand where files are read.
  const text = line.amended.text + body.text.slice(line.text.length);
  const kind = addressKind(send.to);
  const channel = channels.find(({ carries }) => carries.includes(kind));
  const parts = channel?.split?.(text, send.to).length ?? 1;
  return parts > 1
    ? { send, conversation }
    : { send: { ...send, body: { ...body, text } }, conversation };
}

const TAKEN_BACK: Settlement = { kind: "cancelled", reason: "taken back by the agent" };

/** What to tell the agent, as a whisper; stopped while nobody can know yet. */
export async function outcomeOfAmendment(
  send: Send,
  body: Extract<SendBody, { kind: "amendment" }>,
  conversation: Conversation | undefined,
  ports: {
    store: Pick<Store, "send">;
    clock: Clock;
    channels: Parameters<typeof asAmended>[2];
  },
): Promise<Outcome> {
  const line = await ports.store.send(body.about);
  const fate = await fateOf(send, body.about, ports);
  if (!line || !fate) {
    return { send, stopped: { kind: "cancelled", reason: "the line is not kept any more" } };
  }
  if (fate.now === "queued") {
    const notBefore = ports.clock.now() + LOOK_AGAIN_MS;
    return { send, stopped: { kind: "postponed", notBefore, reason: "the line has not left yet" } };
  }
  const { handoff, agentId } = body;
  const isChanged = asAmended(line, conversation, ports.channels).send !== line;
  const text = words(line, body, isChanged);
  const amended = conversation?.relayed.find(({ sendId }) => sendId === body.about)?.amended;
  const isOld = (text === TOO_LATE || text === AS_IT_WAS) && amended?.text !== undefined;
  const offer = isOld ? { offer: amended.text } : {};
  return { send: { ...send, body: { kind: "whisper", handoff, agentId, text, ...offer } } };
}

function words(
  { status, startedAt = 0 }: Send,
  { at, deleted }: Extract<SendBody, { kind: "amendment" }>,
  isChanged: boolean,
): string {
  if (status === "cancelled") return "Taken back before it left: the customer has not seen it.";
  if (!deleted && startedAt > at) {
    return isChanged ? "Changed before it left: the customer reads your new words." : AS_IT_WAS;
  }
  return TOO_LATE;
}

const AS_IT_WAS =
  "This line goes out in several messages, which cannot be changed on their way: the customer reads it as you first wrote it.";

const TOO_LATE =
  "This had left already, and what was sent cannot be unsaid. Write the correction as a new line, and it goes out.";
