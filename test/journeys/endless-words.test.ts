import { afterEach, describe, expect, it, jest } from "@jest/globals";
import { type Machine, openMachine } from "./server-process.ts";

jest.setTimeout(120_000);

const signe = "+46701740642";
const nils = "+46701740648";

/** As long as a text message may be. */
const LONGEST = 1_600;
const pumped = (pump: string, end = "x", start = "") =>
  start + pump.repeat(Math.floor((LONGEST - start.length - end.length) / pump.length)) + end;

/**
 * Texts that a pattern of ours could try in more ways than there is time for: a run of what two of its parts may take, or
 * words that fit it twice, and an end that fits it never.
 */
const AT_ANY_TIME = [
  pumped("\t"),
  pumped(" ."),
  pumped(".", "y", "12 "),
  pumped(", "),
  pumped("?", "S", "MY GOODS"),
  pumped("?"),
  pumped("[", "", "[a]("),
  pumped("-c-p", "_", "turn 0 f##-h"),
  pumped("s#", "_", "y of "),
  pumped("ko", "0", "and cucr"),
  pumped("2230'ª", "\u0001", "l"),
  pumped("7", "x", "how did "),
  pumped("alguna ", "x"),
  pumped(" please can u", "e", "can u"),
  pumped("THATS'", "J", "ES'"),
  pumped("'g##'y", "_", "got o#x'i#j"),
  pumped("any more ", "n", "dont send "),
  pumped("cámbin ", "é", "eccdireccion "),
  pumped("namename:\tb"),
  pumped("0,0", "s", "h"),
  pumped("📦\t", "x"),
  pumped("ending "),
];
const WHILE_A_CODE_IS_AWAITED = [pumped("SEND BY ", "A"), pumped("by send to ", "M")];
const WHILE_AN_ADDRESS_IS_ASKED_FOR = ` .${pumped("no\n", "\u0001", "ú")}`;

let machine: Machine;
afterEach(() => machine.clear());

/** Waits for an answer to each text before the next, and gives the last. */
async function talk(phone: string, ...texts: readonly string[]): Promise<string> {
  const { inbox, receives, texts: write } = machine.carrier.phone(phone);
  for (const text of texts) {
    const before = inbox.length;
    await write(text);
    await receives(before + 1);
  }
  return inbox.at(-1)?.text ?? "";
}

describe("a customer whose words could be read in more ways than there is time for", () => {
  it("hears something, and keeps nobody else waiting, at whatever point of the talk", async () => {
    machine = await openMachine();
    await machine.start().started;
    for (const [n, text] of AT_ANY_TIME.entries()) await talk(`+4477009009${10 + n}`, text);
    for (const [n, text] of WHILE_A_CODE_IS_AWAITED.entries()) {
      const stranger = `+4477009008${10 + n}`;
      expect(await talk(stranger, "where is order 1042")).toContain("sent a code");
      await talk(stranger, text);
    }
    await talk(nils, "change the address of 1048");
    const [one, other] = await machine.carrier.phone(nils).receives(2);
    const code = /\d{6}/.exec(`${one?.text} ${other?.text}`)?.[0] ?? "no code";
    expect(await talk(nils, code)).toContain("new address");
    await talk(nils, WHILE_AN_ADDRESS_IS_ASKED_FOR);
    expect(await talk(signe, "wheres my order")).toContain("1042");
  });
});
