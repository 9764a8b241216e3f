import type { Agent, AgentAction } from "../../core/message.ts";
import type { Acceptance, Arrival } from "../../core/ports.ts";
import type { DeskForm } from "./card-value.ts";
import type { DeskInbox } from "./desk-inbox.ts";
import type { DeskAction } from "./parse.ts";
import type { Place } from "./place.ts";
import { type Doer, standing } from "./standing.ts";

/** Who does this, if they may; otherwise they are told why not. */
export async function allowed(
  doer: Doer & Place,
  what: DeskAction | DeskForm,
  desk: DeskInbox,
): Promise<Agent | undefined> {
  const who = await standing(doer, what, desk);
  if ("agent" in who) return who.agent;
  desk.edge.events.refused({ channel: "slack", status: 200, why: `may not ${what}` });
  desk.whisper(doer.userId, doer, who.why);
  return undefined;
}

/** Keeps what an agent did about a card; one whose customer is no longer kept is told so. @throws StoreUnavailableError */
export async function keepDone(
  doer: Doer & Place & { key: string },
  agent: Agent,
  action: AgentAction["action"],
  desk: DeskInbox,
): Promise<void> {
  const route = { kind: "customer", customer: doer.card.customer } as const;
  const acceptance = await keepDoing(
    doer.key,
    agent,
    action,
    { route, handoff: doer.card.handoff },
    desk,
  );
  if (acceptance?.outcome === "unroutable") desk.whisper(doer.userId, doer, GONE);
}

const GONE = "This conversation is no longer kept here, so there is nothing to do.";

/** Keeps an agent's doing, once per key. @throws StoreUnavailableError: Slack must not be told that we have it. */
export async function keepDoing(
  key: string,
  agent: Agent,
  action: AgentAction["action"],
  { route, handoff }: { route: Arrival["route"]; handoff?: number },
  { edge }: DeskInbox,
): Promise<Acceptance | undefined> {
  const done = { kind: "agent", key, receivedAt: edge.clock.now(), agent, action } as const;
  const inbound = handoff === undefined ? done : { ...done, handoff };
  const [acceptance] = await edge.accept([{ inbound, route }]);
  return acceptance;
}
