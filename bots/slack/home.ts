import type { types } from "@slack/bolt";
import { listedFor, queueOf } from "../../handoff/queue.ts";
import { plain } from "./blocks.ts";
import { deskQueue, MOST_LINES } from "./briefing-blocks.ts";
import { type ListedCard, withCardLinks } from "./card-links.ts";
import { hoursWords } from "./command.ts";
import type { DeskInbox } from "./desk-inbox.ts";

const LINE = 300;

/** Shows an agent's App Home: what they hold, who waits for their teams, and when those are there. */
export async function showHome(userId: string, teams: readonly string[], desk: DeskInbox) {
  const [held, waiting] = await Promise.all([
    desk.edge.heldBy?.(userId) ?? [],
    desk.edge.waiting?.() ?? [],
  ]);
  const now = desk.edge.clock.now();
  const timezone = desk.hoursOf(teams[0] ?? "")?.timezone ?? "UTC";
  const hours = teams.map((team) => hoursWords(team, desk));
  const [mine, queue] = await Promise.all([
    withCardLinks(
      held.map((each) => listedFor(each, now)),
      MOST_LINES,
      desk,
    ),
    withCardLinks(
      queueOf(waiting, teams, now).map(({ listed }) => listed),
      MOST_LINES,
      desk,
    ),
  ]);
  desk.publishHome(userId, homeView({ mine, queue, hours, timezone }));
}

/** Whoever may serve no team sees why, and nobody's name. */
export function homeOfNobody(why: string): types.HomeView {
  return { type: "home", blocks: [text(why)] };
}

function homeView(home: {
  mine: readonly ListedCard[];
  queue: readonly ListedCard[];
  hours: readonly string[];
  timezone: string;
}): types.HomeView {
  const { mine, queue, hours, timezone } = home;
  return {
    type: "home",
    blocks: [
      heading("Yours"),
      ...(mine.length === 0
        ? [text("You hold no conversation.")]
        : [...deskQueue(mine, timezone).blocks.slice(1), handOver()]),
      heading("Waiting"),
      ...deskQueue(queue, timezone).blocks,
      heading("Hours"),
      ...hours.map(text),
    ],
  };
}

/** The end of somebody's shift: who waits for a word from them goes back to the queue with a promise. */
function handOver(): types.KnownBlock {
  const label = { type: "plain_text", text: "I am off: hand all of it over" } as const;
  return {
    type: "actions",
    elements: [{ type: "button", action_id: "away", text: label, value: "away" }],
  };
}

function heading(words: string): types.KnownBlock {
  return { type: "header", text: plain(words, LINE) };
}

function text(words: string): types.KnownBlock {
  return { type: "section", text: plain(words, LINE) };
}
