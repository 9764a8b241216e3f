import type { types } from "@slack/bolt";
import type { Conversation } from "../../core/conversation.ts";
import type { Hours } from "../../core/hours.ts";
import type { Edge } from "../channel.ts";
import type { People } from "./people.ts";
import type { Place } from "./place.ts";

/** What the desk needs to take in what agents do. */
export type DeskInbox = {
  edge: Edge;
  people: People;
  /** A full member with this id may serve this team. */
  mayServe(agentId: string, team: string): Promise<boolean>;
  /** Says something to one person, soon; a failure is reported, never thrown. */
  whisper(userId: string, place: Place, text: string): void;
  /** Opens a form for whoever clicked, soon; a failure is reported, never thrown. */
  openForm(triggerId: string, view: types.ModalView): void;
  /** Shows somebody their App Home, soon; a failure is reported, never thrown. */
  publishHome(userId: string, view: types.HomeView): void;
  /** Where the workspace lives, e.g. `https://harbour-pine.slack.com/`; `undefined` while Slack does not say. */
  workspaceUrl(): Promise<string | undefined>;
  hoursOf(team: string): Hours | undefined;
  /** The shop's canned reply of this name, filled with what is known of this customer. */
  canned(name: string, about: Conversation | undefined): string | undefined;
  /** Where a customer may read an agent's file; `undefined` where files cannot be passed on. */
  fileLink(file: { url: string; type: string }): string | undefined;
  /** Every team of the shop. */
  teams(): readonly string[];
};
