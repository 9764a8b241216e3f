import { parseArgs } from "node:util";
import type { Address, Agent, AgentAction } from "../core/message.ts";
import { clockWords, parseMoment } from "./moment.ts";
import type { Delivered, Rehearsal } from "./rehearsal.ts";
import { type OpenStage, openRehearsal } from "./stage.ts";
import { FINE, type Terminal } from "./terminal.ts";

/** A Friday evening; the sample shop's orders place themselves around whatever day they are played on. */
const CLOSING = "2026-11-20 19:00";
const FIRST_TEXT = "2026-11-20 22:41";
const LAST_TEXT = "2026-11-20 23:58";

/** How often the night asks the shop's system for news. */
const ASK_EVERY_MS = 30 * 60_000;

/** The pause between two lines on a terminal, so that the night takes about ten seconds to watch. */
const BEAT_MS = 420;

/** Customers of the sample shop (shop/commerce.json): two parcels under way, and a lamp that came yesterday. */
const SIGNE: Address = "sms:+46701740642";
const MAJA: Address = "sms:+46701740639";
const METTE: Agent = { id: "U0METTE", name: "Mette" };

/** `nightdesk demo [--json]`: one night of the sample shop, from closing to resolved. Nothing is kept, nothing leaves the machine. */
export async function demo(
  args: readonly string[],
  terminal: Terminal,
  open: OpenStage = openRehearsal,
): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { json: { type: "boolean", default: false } },
  });
  const stage = await open(terminal);
  const { shop } = stage;
  const { timezone, name } = shop.file;
  const at = (text: string) => parseMoment(text, timezone, terminal.now());
  const night = stage.start(at(CLOSING));
  const tell = narrator(terminal, { name, timezone, json: values.json, nameOf: night.nameOf });

  await tell.scene(night.now(), `${name} closes for the night`);
  await night.hearFromShop();
  await tell.show(await night.advanceTo(at(FIRST_TEXT)));
  await text(SIGNE, "hi wheres my order", night, tell);
  await text(SIGNE, "ok thanks!", night, tell);
  await tell.show(await night.advanceTo(at(LAST_TEXT)));
  await text(MAJA, "the lamp arrived broken. can I talk to a real person", night, tell);

  await weekend(shop.hoursOf("care").nextOpen(night.now()) ?? night.now(), night, tell);

  await tell.scene(night.now(), "the shift opens");
  await tell.show(await night.advanceTo(night.now() + 60_000));
  await act(MAJA, { do: "claim" }, "claims Maja's conversation", night, tell);
  const sorry = "Good morning Maja, Mette here. I am sorry about the lamp. A new one leaves today.";
  await act(MAJA, { do: "say", text: sorry }, `writes in the thread: ${sorry}`, night, tell);
  await night.advanceTo(night.now() + 4 * 60_000);
  await text(MAJA, "oh that is kind, thank you", night, tell);
  await act(MAJA, { do: "resolve" }, "resolves it", night, tell);
  await tell.scene(night.now(), "that was one night");
  await night.close();
  return FINE;
}

/** Parcels arrive, and at a decent hour somebody says thank you; Signe answers hers. */
async function weekend(until: number, night: Rehearsal, tell: Narrator): Promise<void> {
  while (night.now() < until) {
    const next = Math.min(night.now() + ASK_EVERY_MS, until);
    // The shift's first cards belong to the next scene.
    const delivered = await night.advanceTo(next === until ? next - 1 : next);
    await tell.show(delivered);
    const thanked = delivered.some(
      ({ outgoing: { send } }) => send.purpose === "thank_you" && send.to === SIGNE,
    );
    if (thanked) await text(SIGNE, "lovely, but one glove is missing", night, tell);
    await tell.show(await night.hearFromShop());
    if (next === until) return;
  }
}

async function text(from: Address, words: string, night: Rehearsal, tell: Narrator): Promise<void> {
  await tell.customer(from, night.now(), words);
  await tell.show(await night.text(from, words));
}

async function act(
  customer: Address,
  action: AgentAction["action"],
  words: string,
  night: Rehearsal,
  tell: Narrator,
): Promise<void> {
  await tell.agent(night.now(), words);
  await tell.show(await night.act(customer, METTE, action));
}

type Narrator = {
  scene(at: number, text: string): Promise<void>;
  customer(from: Address, at: number, text: string): Promise<void>;
  agent(at: number, does: string): Promise<void>;
  show(delivered: readonly Delivered[]): Promise<void>;
};

function narrator(
  terminal: Terminal,
  options: {
    name: string;
    timezone: string;
    json: boolean;
    nameOf: (address: Address) => Promise<string>;
  },
): Narrator {
  const { paint } = terminal;
  const { name, timezone, json } = options;
  const line = async (
    at: number,
    speaker: string,
    text: string,
    style: Parameters<typeof paint>[0],
  ) => {
    if (json) {
      terminal.print(JSON.stringify({ at: new Date(at).toISOString(), who: speaker, text }));
      return;
    }
    const [first = "", ...rest] = text.split("\n");
    const margin = `${paint("dim", clockWords(at, timezone).padEnd(18))}${paint(style, speaker.padEnd(16))} `;
    terminal.print(margin + first);
    for (const more of rest) terminal.print(`${" ".repeat(35)}${more}`);
    await terminal.pause(BEAT_MS);
  };
  return {
    scene: (at, text) => line(at, "—", text, "bold"),
    customer: async (from, at, text) => line(at, await options.nameOf(from), text, "green"),
    agent: (at, does) => line(at, "Mette (Slack)", does, "magenta"),
    async show(delivered) {
      for (const { at, outgoing } of delivered) {
        const { body, author, to } = outgoing.send;
        if (body.kind === "text" && author === "bot") {
          await line(at, name, `to ${await options.nameOf(to)}: ${body.text}`, "cyan");
        }
        const seen = seenAtDesk(outgoing);
        if (seen) await line(at, "desk (Slack)", seen, "yellow");
      }
    },
  };
}

function seenAtDesk({ send: { body }, card }: Delivered["outgoing"]): string | undefined {
  if (card) return cardWords(card);
  return body.kind === "line" && body.who === "customer"
    ? `in the thread: ${body.text}`
    : undefined;
}

function cardWords(card: NonNullable<Delivered["outgoing"]["card"]>): string {
  const orders = card.orderNumbers.length > 0 ? `, order ${card.orderNumbers.join(", ")}` : "";
  const holder = card.agent ? `${card.state} by ${card.agent.name}` : card.state;
  return `${card.who} on ${card.channel}${orders}: ${card.reason} [${holder}]`;
}
