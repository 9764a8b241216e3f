import type { webApi } from "@slack/bolt";
import type { LineFate } from "../../core/decision.ts";
import type { Outgoing, SendOutcome } from "../channel.ts";
import { faultOf, outcomeOf, refusal } from "./faults.ts";

/** The reaction that stands for each step on the way to the customer; they add up, as ticks do on a phone. */
const REACTIONS: Record<LineFate, string> = {
  queued: "hourglass_flowing_sand",
  sent: "outbox_tray",
  delivered: "white_check_mark",
  read: "eyes",
  failed: "warning",
};

/**
 * Shows at an agent's message how far it has come: one reaction, which no one is notified of. Doing it twice is
 * harmless. A workspace that lets us set no reactions loses the marks and nothing else.
 */
export async function showMark(
  client: webApi.WebClient,
  mark: string,
  fate: Outgoing["fate"],
): Promise<SendOutcome> {
  const [channel = "", timestamp = ""] = mark.split("/");
  if (fate === undefined) return refusal("no_line", "there is nothing to show", "give_up");
  const name = REACTIONS[fate.now];
  const shown = await settledBy("already_reacted", () =>
    client.reactions.add({ channel, timestamp, name }),
  );
  if (shown.kind === "accepted" && fate.waited && fate.now !== "queued") {
    await settledBy("no_reaction", () =>
      client.reactions.remove({ channel, timestamp, name: REACTIONS.queued }),
    );
  }
  return shown.kind === "accepted" ? { kind: "accepted", providerId: `slack:${mark}` } : shown;
}

/** A call that Slack refuses with `fine` has been made before. */
async function settledBy(
  fine: string,
  call: () => Promise<unknown>,
): Promise<{ kind: "accepted" } | Exclude<SendOutcome, { kind: "accepted" }>> {
  try {
    await call();
    return { kind: "accepted" };
  } catch (error) {
    const fault = faultOf(error);
    if (fault.kind !== "refused") return outcomeOf(fault);
    if (fault.code === fine) return { kind: "accepted" };
    return refusal(fault.code, `Slack refused: ${fault.code}`, "give_up");
  }
}
