import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CommerceProvider } from "../core/commerce.ts";
import { type House, openHouse } from "../test/journeys/house.ts";
import { THINKING_MS } from "./thinking.ts";

/** Who writes next, and the shop system that knows their orders. */
type Customer = { phone: string; commerce: CommerceProvider };

/** Whole servers at night, with a carrier that signs what it posts to them. */
export type SignedNight = {
  /** Opens the talk with one customer; those before are over. */
  begin(customer: (now: number) => Customer): Promise<{
    /** What reaches the phone until the server is quiet; a one-time code is typed off it at once. */
    send(text: string): Promise<readonly string[]>;
    holder(): Promise<string>;
  }>;
  close(): Promise<void>;
};

/** So many customers a night: with more, the shop would open before the last one has written. */
const CUSTOMERS_A_NIGHT = 40;

/** Starts a server on the sample shop, and another one for each further night. */
export async function openSignedNight(): Promise<SignedNight> {
  let current: CommerceProvider | undefined;
  let house: House | undefined;
  let served = 0;
  const asked = () => {
    if (!current) throw new Error("nobody has begun to talk");
    return current;
  };
  const commerce = (opened: CommerceProvider): CommerceProvider => ({
    ...opened,
    abilities: {
      changes: ["cancel", "change_address", "change_items", "return", "exchange"],
      returns: "native",
      cancelRefunds: true,
    },
    findOrders: async (query) => asked().findOrders(query),
    getOrder: async (id) => asked().getOrder(id),
    changesSince: async () => ({ events: [], cursor: "0" }),
    variantsOf: async (id) => asked().variantsOf?.(id) ?? [],
    async change(change, key) {
      const make = asked().change;
      if (!make) throw new Error("this customer's shop changes nothing");
      return make(change, key);
    },
  });

  return {
    async begin(customer) {
      if (served % CUSTOMERS_A_NIGHT === 0) {
        await house?.close();
        house = await openHouse({ furnish: scriptedRules, commerce });
      }
      served++;
      const open = house;
      if (!open) throw new Error("no night has begun");
      const { phone, commerce: own } = customer(open.clock.now());
      current = own;
      return {
        send: (text) => answered(open, phone, text),
        holder: async () => (await open.conversation(phone)).holder.kind,
      };
    },
    close: async () => house?.close(),
  };
}

/** The scripted customers' order numbers, and what their shop gives for a return. */
function scriptedRules(shopDir: string): void {
  const file = join(shopDir, "shop.yaml");
  const rules = readFileSync(file, "utf8")
    .replace(/^order_number:.*$/m, 'order_number: "#?(W\\\\d{7})"')
    .replace(/^( +)outcomes:.*$/m, "$1outcomes: [refund, exchange]");
  writeFileSync(file, rules);
}

async function answered(house: House, phone: string, text: string): Promise<readonly string[]> {
  await house.passTo(house.clock.now() + THINKING_MS);
  const before = house.texts(phone).length;
  await house.carrier.phone(phone).texts(text);
  await house.rests();
  const said = house.texts(phone).slice(before);
  const code = said.flatMap((one) => CODE.exec(one)?.[1] ?? [])[0];
  const rest = said.filter((one) => !CODE.test(one));
  return code === undefined ? rest : answered(house, phone, code);
}

/** As phrases/en.yaml words it (`proof.code`). */
const CODE = /^(\d{6}) is your one-time code/;
