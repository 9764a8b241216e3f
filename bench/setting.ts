import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** What all processes of the benchmark agree on. Nothing of it is real, and nothing of it leaves this machine. */
export const ACCOUNT_SID = `AC${"0".repeat(31)}1`;
export const AUTH_TOKEN = "bench-token";
export const OWN_NUMBER = "+4570000000";
/** Signatures are over this address, whichever port a server listens on. */
export const PUBLIC_URL = "https://bench.example";

const SAMPLE_SHOP = fileURLToPath(new URL("../shop", import.meta.url));

/** The environment of a Nightdesk that tells the orders of one file and sends to a fake Twilio. */
export function environment(options: {
  dataDir: string;
  /** Without it: the sample shop's own orders. */
  commerceFile?: string;
  carrierUrl: string;
}): Record<string, string> {
  return {
    HOST: "127.0.0.1",
    PORT: "0",
    PUBLIC_URL,
    SHOP_DIR: SAMPLE_SHOP,
    DATA_DIR: options.dataDir,
    ...(options.commerceFile === undefined
      ? {}
      : { COMMERCE: "file", COMMERCE_FILE: options.commerceFile }),
    TWILIO_ACCOUNT_SID: ACCOUNT_SID,
    TWILIO_AUTH_TOKEN: AUTH_TOKEN,
    TWILIO_SMS_FROM: OWN_NUMBER,
    TWILIO_API_URL: options.carrierUrl,
  };
}

/** A desk in Slack beside it, at an address where nobody is. */
export const slackEnvironment: Readonly<Record<string, string>> = {
  SLACK_BOT_TOKEN: "xoxb-bench",
  SLACK_SIGNING_SECRET: "bench-secret",
  SLACK_API_URL: "http://127.0.0.1:9/api",
  SLACK_DESK_CHANNEL: "C0123456789",
};

type Shop = {
  customers: { id: string; phone?: string }[];
  products: unknown[];
  orders: {
    id: string;
    number: string;
    customerId?: string;
    phone?: string;
    placedAt: { daysFromNow: number };
  }[];
};

/** Older orders prove nothing about who is writing; those customers are handed to a person, and then wait. */
const RECENT_DAYS = 80;

/**
 * Writes a shop file in which the sample shop's customers and orders stand `copies` times, each copy with phones and
 * numbers of its own, and gives the phones of all who may be told about an order.
 */
export function writeManyCustomers(
  folder: string,
  copies: number,
): { file: string; phones: string[] } {
  const sample: Shop = JSON.parse(readFileSync(join(SAMPLE_SHOP, "commerce.json"), "utf8"));
  const recent = sample.orders.filter(({ placedAt }) => placedAt.daysFromNow > -RECENT_DAYS);
  const known = [...new Set(recent.flatMap(({ phone }) => phone ?? []))];
  const phoneIn = (copy: number, phone: string) =>
    `+45${20_000_000 + copy * known.length + known.indexOf(phone)}`;
  const all: Shop = { customers: [], products: sample.products, orders: [] };
  for (let copy = 0; copy < copies; copy++) {
    for (const customer of sample.customers) {
      const { phone: _phone, ...rest } = customer;
      all.customers.push({ ...rest, id: `${customer.id}-${copy}` });
    }
    for (const order of recent) {
      all.orders.push({
        ...order,
        id: `${order.id}-${copy}`,
        number: `${order.number}${String(copy).padStart(4, "0")}`,
        ...(order.customerId ? { customerId: `${order.customerId}-${copy}` } : {}),
        ...(order.phone ? { phone: phoneIn(copy, order.phone) } : {}),
      });
    }
  }
  const file = join(folder, "commerce.json");
  writeFileSync(file, JSON.stringify(all));
  const phones = Array.from({ length: copies }, (_, copy) =>
    known.map((phone) => phoneIn(copy, phone)),
  ).flat();
  return { file, phones };
}
