import type { Agent } from "../../core/message.ts";
import type { CardValue, DeskForm } from "./card-value.ts";
import type { DeskInbox } from "./desk-inbox.ts";
import type { DeskAction } from "./parse.ts";

/** Who may do what is asked again after this long: somebody made a guest a minute ago is a guest. */
export const STANDING_AGE_MS = 60_000;

const STRANGER =
  "You are here from another company, so customers' conversations are not yours to take. Somebody of this workspace can.";
const GUEST =
  "Guests cannot take customers' conversations. Ask a full member of this workspace to do it.";
const NOBODY_KNOWS = "Slack did not tell us who you are just now. Please click again in a moment.";

/** Somebody who does something about a card. */
export type Doer = { userId: string; stranger: boolean; card: CardValue };

/**
 * Who clicked, if they may; otherwise why not, in words for them. Handing back stays open to whoever holds the
 * conversation (the turn knows who does), even if they were taken off the team meanwhile.
 */
export async function standing(
  { stranger, userId, card }: Doer,
  action: DeskAction | DeskForm,
  desk: DeskInbox,
): Promise<{ agent: Agent } | { why: string }> {
  if (stranger) return { why: STRANGER };
  try {
    const person = await desk.people(userId, STANDING_AGE_MS);
    if (!person?.fullMember) return { why: GUEST };
    if (action !== "hand_back" && !(await desk.mayServe(userId, card.team))) {
      return {
        why: `You are not among the agents of team "${card.team}". Whoever looks after Nightdesk can add you (teams, agents, in shop.yaml).`,
      };
    }
    return { agent: { id: userId, name: person.name } };
  } catch (error) {
    reportSilence(error, desk);
    return { why: NOBODY_KNOWS };
  }
}

/** Slack did not say who somebody is: for the log. */
export function reportSilence(error: unknown, { edge }: DeskInbox): void {
  edge.events.failed({ what: "asking Slack who somebody is", error });
}
