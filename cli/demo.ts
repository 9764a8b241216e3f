import { parseArgs } from "node:util";
import type { Address, Agent } from "../core/message.ts";
import { clockWords, parseMoment } from "./moment.ts";
import type { Delivered } from "./rehearsal.ts";
import { openRehearsal } from "./stage.ts";
import { FINE, type Terminal } from "./terminal.ts";

/** A Friday evening; the sample shop's orders place themselves around whatever day they are played on. */
const CLOSING = "2026-11-20 19:00";

/** The pause between two lines on a terminal, so that the night takes about ten seconds to watch. */
const BEAT_MS = 420;

const TOMAS: Address = "sms:+46701740636";
const AMIRA: Address = "whatsapp:+46701740640";
const METTE: Agent = { id: "U0METTE", name: "Mette" };

/** `nightdesk demo [--json]`: one night of the sample shop, from closing to resolved. Nothing is kept, nothing leaves the machine. */
export async function demo(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { json: { type: "boolean", default: false } },
  });
  const stage = await openRehearsal(terminal);
  const { timezone, name } = stage.shop.file;
  const at = (text: string) => parseMoment(text, timezone, terminal.now());
  const night = stage.start(at(CLOSING));
  const people = new Map<Address, string>([
    [TOMAS, "Tomas"],
    [AMIRA, "Amira"],
  ]);
  const tell = narrator(terminal, { name, timezone, json: values.json, people });

  await tell.scene(night.now(), `${name} closes for the night`);
  await night.hearFromShop();

  await tell.show(await night.advanceTo(at("2026-11-20 22:41")));
  await tell.customer(TOMAS, night.now(), "hi wheres my order");
  await tell.show(await night.text(TOMAS, "hi wheres my order"));
  await tell.customer(TOMAS, night.now(), "ok thanks!");
  await tell.show(await night.text(TOMAS, "ok thanks!"));

  await tell.show(await night.advanceTo(at("2026-11-20 23:58")));
  const angry = "the lamp arrived broken. this is not ok, can I talk to a real person";
  await tell.customer(AMIRA, night.now(), angry);
  await tell.show(await night.text(AMIRA, angry));

  // Every hour the night asks the shop's system for news, as the server does.
  const opening = stage.shop.hours.nextOpen(night.now()) ?? night.now();
  while (night.now() < opening) {
    const next = Math.min(night.now() + 60 * 60_000, opening);
    await tell.show(await night.advanceTo(next));
    await tell.show(await night.hearFromShop());
  }
  await tell.scene(opening, "the shift opens");
  await tell.show(await night.advanceTo(opening + 60_000));

  await tell.agent(night.now(), "claims Amira's conversation");
  await tell.show(await night.act(AMIRA, METTE, { do: "claim" }));
  const sorry =
    "Good morning Amira, Mette here. I am sorry about the lamp. A new one leaves today; keep the broken one.";
  await tell.agent(night.now(), "in the thread", sorry);
  await tell.show(await night.act(AMIRA, METTE, { do: "say", text: sorry }));
  await night.advanceTo(night.now() + 4 * 60_000);
  await tell.customer(AMIRA, night.now(), "oh that is kind, thank you");
  await tell.show(await night.text(AMIRA, "oh that is kind, thank you"));
  await tell.agent(night.now(), "resolves it");
  await tell.show(await night.act(AMIRA, METTE, { do: "resolve" }));

  // The day goes on: parcels arrive, and at a decent hour somebody says thank you.
  const evening = night.now() + 36 * 60 * 60_000;
  let thanked: Address | undefined;
  while (night.now() < evening && !thanked) {
    await night.hearFromShop();
    const delivered = await night.advanceTo(night.now() + 30 * 60_000);
    thanked = delivered.find(({ outgoing }) => outgoing.send.purpose === "thank_you")?.outgoing.send
      .to;
    await tell.show(delivered);
  }
  if (thanked) {
    const reply = "lovely, but one glove is missing";
    await tell.customer(thanked, night.now(), reply);
    await tell.show(await night.text(thanked, reply));
  }
  await tell.scene(night.now(), "that was one night");
  await night.close();
  return FINE;
}

type Narrator = {
  scene(at: number, text: string): Promise<void>;
  customer(from: Address, at: number, text: string): Promise<void>;
  agent(at: number, does: string, text?: string): Promise<void>;
  show(delivered: readonly Delivered[]): Promise<void>;
};

function narrator(
  terminal: Terminal,
  options: { name: string; timezone: string; json: boolean; people: ReadonlyMap<Address, string> },
): Narrator {
  const { paint } = terminal;
  const { name, timezone, json } = options;
  const who = (address: Address) => options.people.get(address) ?? "A customer";
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
    customer: (from, at, text) => line(at, who(from), text, "green"),
    agent: (at, does, text) =>
      line(at, "Mette (Slack)", text ? `${does}: ${text}` : does, "magenta"),
    async show(delivered) {
      for (const { at, outgoing } of delivered) {
        const { body, author, to } = outgoing.send;
        if (body.kind === "text" && author === "bot") {
          await line(at, name, `to ${who(to)}: ${body.text}`, "cyan");
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
