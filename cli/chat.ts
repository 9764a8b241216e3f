import { parseArgs } from "node:util";
import type { Address } from "../core/message.ts";
import { clockWords, parseMoment } from "./moment.ts";
import type { Delivered, Rehearsal } from "./rehearsal.ts";
import { type OpenStage, openRehearsal, type Stage, textsTo } from "./stage.ts";
import { FINE, type Terminal, UsageError } from "./terminal.ts";

/** A phone on an order of the sample shop with two parcels under way. */
const DEFAULT_PHONE = "+46701740636";

/**
 * `nightdesk chat [--at TIME] [--from ADDRESS] [--json]`: a phone in the terminal. Each line is a text message; `/wait 2h`
 * lets time pass. Nothing is kept and nothing leaves the machine.
 */
export async function chat(
  args: readonly string[],
  terminal: Terminal,
  open: OpenStage = openRehearsal,
): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      at: { type: "string" },
      from: { type: "string" },
      json: { type: "boolean", default: false },
    },
  });
  const stage = await open(terminal);
  const { timezone, name } = stage.shop.file;
  const now = terminal.now();
  const startAt = values.at === undefined ? now : parseMoment(values.at, timezone, now);
  const from = addressFrom(values.from ?? DEFAULT_PHONE);
  const phone = stage.start(startAt);
  const show = values.json ? showAsJson(terminal, phone, name) : showAsTalk(terminal, name);
  if (!values.json) welcome(terminal, stage, startAt, from);
  for await (const line of terminal.lines()) {
    const text = line.trim();
    if (text === "/quit") break;
    if (text === "") continue;
    const delivered = await (waitFrom(text, phone) ?? phone.text(from, text));
    show(textsTo(from, delivered), delivered);
  }
  await phone.close();
  return FINE;
}

type Show = (texts: readonly string[], delivered: readonly Delivered[]) => void;

function showAsJson(terminal: Terminal, phone: Rehearsal, name: string): Show {
  return (texts) => {
    for (const text of texts) {
      terminal.print(JSON.stringify({ at: new Date(phone.now()).toISOString(), from: name, text }));
    }
  };
}

function showAsTalk({ print, paint }: Terminal, name: string): Show {
  return (texts, delivered) => {
    for (const text of texts) print(`${paint("cyan", name)}  ${text.replaceAll("\n", "\n    ")}`);
    for (const { outgoing } of delivered) {
      const { card } = outgoing;
      if (card) print(paint("yellow", `  the desk sees: ${card.reason} (${card.state})`));
    }
  };
}

function welcome(
  { print, paint }: Terminal,
  { shop }: Stage,
  startAt: number,
  from: Address,
): void {
  const { timezone, name } = shop.file;
  const state = shop.hours.at(startAt);
  const open = state.open ? `open, ${state.why}` : state.why;
  print(paint("dim", `${clockWords(startAt, timezone)} in ${timezone}: ${open}`));
  print(paint("dim", `You text ${name} from ${from}. /wait 2h lets time pass; Ctrl-D ends.`));
}

/** `/wait 2h`: what happens in that time, or `undefined` for any other line. */
function waitFrom(text: string, phone: Rehearsal): Promise<readonly Delivered[]> | undefined {
  const [, count, unit] = /^\/wait\s+(\d+)\s*([mhd])/.exec(text) ?? [];
  if (count === undefined) return undefined;
  return phone.advanceTo(phone.now() + Number(count) * (UNIT_MS[unit ?? "h"] ?? 0));
}

const UNIT_MS: Readonly<Record<string, number>> = {
  m: 60_000,
  h: 60 * 60_000,
  d: 24 * 60 * 60_000,
};

/** A bare number is an SMS phone. */
function addressFrom(text: string): Address {
  if (/^\+\d{6,15}$/.test(text)) return `sms:${text}`;
  if (/^(sms|whatsapp):\+\d{6,15}$/.test(text)) return text as Address; // the pattern is an address
  throw new UsageError(
    `--from ${JSON.stringify(text)} is not an address; expected "+4520304050" or "whatsapp:+4520304050"`,
  );
}
