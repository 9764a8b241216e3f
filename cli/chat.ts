import { parseArgs } from "node:util";
import type { Address } from "../core/message.ts";
import { clockWords, parseMoment } from "./moment.ts";
import { openRehearsal, textsTo } from "./stage.ts";
import { FINE, type Terminal, UsageError } from "./terminal.ts";

/** A phone on an order of the sample shop with two parcels under way. */
const DEFAULT_PHONE = "+46701740636";

/**
 * `nightdesk chat [--at TIME] [--from ADDRESS] [--json]`: a phone in the terminal. Each line is a text message; `/wait 2h`
 * lets time pass. Nothing is kept and nothing leaves the machine.
 */
export async function chat(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      at: { type: "string" },
      from: { type: "string" },
      json: { type: "boolean", default: false },
    },
  });
  const stage = await openRehearsal(terminal);
  const { timezone, name } = stage.shop.file;
  const startAt =
    values.at === undefined ? terminal.now() : parseMoment(values.at, timezone, terminal.now());
  const from = addressFrom(values.from ?? DEFAULT_PHONE);
  const phone = stage.start(startAt);
  const { paint } = terminal;
  const show = (texts: readonly string[]) => {
    for (const text of texts) {
      if (values.json)
        terminal.print(
          JSON.stringify({ at: new Date(phone.now()).toISOString(), from: name, text }),
        );
      else terminal.print(`${paint("cyan", name)}  ${text.replaceAll("\n", "\n    ")}`);
    }
  };
  if (!values.json) {
    const state = stage.shop.hours.at(startAt);
    terminal.print(
      paint(
        "dim",
        `${clockWords(startAt, timezone)} (${timezone}), ${state.open ? "open" : "closed"}: ${state.why}`,
      ),
    );
    terminal.print(
      paint(
        "dim",
        `You text ${name} from ${from}. Type a message; /wait 2h lets time pass; Ctrl-D ends.`,
      ),
    );
  }
  for await (const line of terminal.lines()) {
    const text = line.trim();
    if (text === "/quit") break;
    if (text === "") continue;
    const waited = /^\/wait\s+(\d+)\s*([mhd])/.exec(text);
    const delivered = waited
      ? await phone.advanceTo(
          phone.now() + Number(waited[1]) * UNIT_MS[waited[2] as "m" | "h" | "d"],
        ) // the pattern allows only these
      : await phone.text(from, text);
    show(textsTo(from, delivered));
    for (const { outgoing } of delivered) {
      if (outgoing.card && !values.json)
        terminal.print(
          paint("yellow", `  the desk sees: ${outgoing.card.reason} (${outgoing.card.state})`),
        );
    }
  }
  await phone.close();
  return FINE;
}

const UNIT_MS = { m: 60_000, h: 60 * 60_000, d: 24 * 60 * 60_000 };

/** A bare number is an SMS phone. */
function addressFrom(text: string): Address {
  if (/^\+\d{6,15}$/.test(text)) return `sms:${text}`;
  if (/^(sms|whatsapp):\+\d{6,15}$/.test(text)) return text as Address; // the pattern is an address
  throw new UsageError(
    `--from ${JSON.stringify(text)} is not an address; expected "+4520304050" or "whatsapp:+4520304050"`,
  );
}
