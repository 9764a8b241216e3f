import { livePromise } from "../../core/conversation.ts";
import type { Decision, JournalEntry } from "../../core/decision.ts";
import { withFiles } from "../../core/draft.ts";
import type { InboundOf } from "../../core/message.ts";
import type { Clock, Lease, Store, TurnChange } from "../../core/ports.ts";
import type { Channel } from "../channel.ts";
import type { Brief } from "./brief.ts";
import { partsOf } from "./outbox/parts.ts";

/**
 * Step D: makes the decision true in one commit (G4): the conversation, the journal, what to send, timers, promises and
 * "these messages are done", all or nothing. `lost`: somebody else took the customer; nothing was written.
 */
export function enact(
  lease: Lease,
  brief: Brief,
  decision: Decision,
  ports: { store: Pick<Store, "commit">; channels: readonly Channel[]; clock: Clock },
): Promise<"committed" | "lost"> {
  const { conversation } = decision;
  const { holder, handoff } = conversation;
  return ports.store.commit(lease, {
    at: brief.now,
    leavesAt: ports.clock.now(),
    done: brief.inbounds.map((inbound) => inbound.key),
    conversation,
    waiting:
      holder.kind === "waiting" && handoff
        ? {
            team: handoff.team,
            since: holder.since,
            promiseDueAt: livePromise(conversation)?.dueAt,
          }
        : undefined,
    journal: journalOf(brief, decision),
    sends: decision.sends.flatMap((send) => partsOf(send, ports.channels)),
    timers: decision.timers,
    consent: decision.consent,
    cancelBotSends: decision.cancelBotSends,
    ...(decision.takeBack ? { takeBack: decision.takeBack } : {}),
    deliveries: deliveriesOf(brief),
  });
}

function deliveriesOf(brief: Brief): TurnChange["deliveries"] {
  return brief.inbounds.flatMap((inbound) =>
    inbound.kind === "receipt"
      ? [
          {
            ...(inbound.sendId === undefined ? {} : { sendId: inbound.sendId }),
            ...(inbound.providerId === undefined ? {} : { providerId: inbound.providerId }),
            status: inbound.status,
            ...(inbound.errorCode === undefined ? {} : { errorCode: inbound.errorCode }),
          },
        ]
      : [],
  );
}

function journalOf(brief: Brief, decision: Decision): JournalEntry {
  return {
    at: brief.now,
    turn: decision.conversation.turn,
    inbounds: brief.inbounds.map((inbound) => ({
      key: inbound.key,
      kind: inbound.kind,
      receivedAt: inbound.receivedAt,
      ...(inbound.kind === "message" ? { text: inbound.text } : {}),
      ...(inbound.kind === "agent" ? { by: doingOf(inbound) } : {}),
    })),
    reads: brief.reads,
    ...(brief.said ? { understanding: brief.said.understanding } : {}),
    ...(brief.help ? { help: brief.help } : {}),
    decision: { kind: decision.kind, rule: decision.rule },
    replies: decision.sends.flatMap((send) =>
      send.body.kind === "text"
        ? [{ to: send.to, text: withFiles(send.body.text, send.body.files), by: send.author }]
        : [],
    ),
    holder: { before: brief.conversation.holder.kind, after: decision.conversation.holder.kind },
    promises: { before: liveCount(brief.conversation), after: liveCount(decision.conversation) },
  };
}

/** Every doing at the desk has a name in the journal, done or refused. */
function doingOf({ agent, action }: InboundOf<"agent">): string {
  const { do: what } = action;
  return `${agent.name} (${agent.id}): ${what === "order" ? `${action.what} order` : what}`;
}

function liveCount(conversation: Decision["conversation"]): number {
  return conversation.promises.filter((promise) => promise.status === "live").length;
}
