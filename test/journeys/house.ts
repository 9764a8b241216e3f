import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BuiltShop } from "../../build-shop.ts";
import { readConfig } from "../../config.ts";
import type { CommerceProvider } from "../../core/commerce.ts";
import { type Conversation, conversationSchema } from "../../core/conversation.ts";
import type { Store } from "../../core/ports.ts";
import { readCommerceFile } from "../../integrations/commerce/file/client.ts";
import type { ShopFiles } from "../../integrations/shop/shop-files.ts";
import { type Nightdesk, startNightdesk } from "../../server.ts";
import { type Carrier, startCarrier } from "../fakes/carrier.ts";
import type { Template } from "../fakes/carrier-rules.ts";
import { type VirtualClock, virtualClock } from "../fakes/virtual-clock.ts";
import { learntShop } from "../fixtures/learnt.ts";
import { restWatch } from "./rest-watch.ts";

/** Friday 20 November 2026, 22:41 in Copenhagen: the shop closed at 19:00, and the desk opens on Monday at 10:00. */
export const fridayNight = Date.parse("2026-11-20T22:41:00+01:00");
/** The next opening of the people who answer. */
export const mondayMorning = Date.parse("2026-11-23T10:00:00+01:00");
export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;

/** What the world calls us; the fake carrier knows where that leads. */
const PUBLIC_URL = "https://shop.example";

export type HouseOptions = {
  at?: number;
  env?: Record<string, string>;
  /** COMMERCE=file on the sample's orders: unlike the demo's, what happened while the server was down is news. */
  ownFile?: boolean;
  /** Changes the shop's files before the server reads them. */
  furnish?: (shopDir: string) => void;
  store?: (opened: Store) => Store;
  commerce?: (opened: CommerceProvider) => CommerceProvider;
  /** WhatsApp templates that the carrier knows. */
  templates?: readonly Template[];
  /** What may go wrong in this house, by the log's `what` (or `turn_failed`); anything else fails `close`. */
  troubles?: readonly string[];
};

export type LogLine = { event: string; level: string } & Record<string, unknown>;

/** The sample shop with a running server, a carrier and a clock that stands still until it is moved. */
export type House = {
  readonly clock: VirtualClock;
  readonly carrier: Carrier;
  /** The folder of the shop's files, a copy that a test may change. */
  readonly shopDir: string;
  readonly env: Readonly<Record<string, string>>;
  /** Where the server of this moment listens. */
  url(): string;
  store(): Store;
  /** Everything the server logged, as it was written. */
  readonly log: readonly string[];
  logged(event: string): readonly LogLine[];
  /** Resolves with the first line (past or future) that fits. */
  says(fits: (line: LogLine) => boolean): Promise<LogLine>;
  /** Resolves once nothing is under way, at the carrier or here, and nothing is due. */
  rests(): Promise<void>;
  /** Lets time pass: whatever falls due on the way happens at its own moment. */
  passTo(instant: number): Promise<void>;
  /** All that reached this phone from the shop. */
  texts(phone: string): readonly string[];
  conversation(phone: string): Promise<Conversation>;
  /** Ends the server and starts another one on the same data. */
  restart(): Promise<void>;
  /** @throws when something went wrong that no test expected, or something was left behind. */
  close(): Promise<void>;
};

/** Opens the house on Friday night unless `at` says otherwise. */
export async function openHouse(options: HouseOptions = {}): Promise<House> {
  const folder = mkdtempSync(join(tmpdir(), "nightdesk-house-"));
  const shopDir = join(folder, "shop");
  const watch = restWatch();
  const at = options.at ?? fridayNight;
  const clock: VirtualClock = virtualClock(at, () => house.rests());
  const carrier = await startCarrier({
    clock,
    ...(options.templates && { templates: options.templates }),
  });
  const lines: string[] = [];
  let listeners: (() => void)[] = [];
  let nightdesk: Nightdesk;

  copySampleShop(shopDir, at);
  options.furnish?.(shopDir);
  const env: Record<string, string> = {
    PORT: "0",
    PUBLIC_URL,
    DATA_DIR: join(folder, "data"),
    SHOP_DIR: shopDir,
    LOG_LEVEL: "debug",
    TWILIO_ACCOUNT_SID: carrier.accountSid,
    TWILIO_AUTH_TOKEN: carrier.authToken,
    TWILIO_SMS_FROM: "+4552525252",
    TWILIO_WHATSAPP_FROM: "+14155238886",
    TWILIO_API_URL: carrier.url,
    ...(options.ownFile ? { COMMERCE: "file", COMMERCE_FILE: join(shopDir, "commerce.json") } : {}),
    ...options.env,
  };

  const start = async () => {
    nightdesk = await startNightdesk(readConfig(env), {
      clock,
      random: () => 0.5,
      log: (line) => {
        lines.push(line);
        for (const tell of [...listeners]) tell();
      },
      store: (opened) => watch.aroundStore(options.store?.(opened) ?? opened),
      commerce: (opened) => watch.aroundCommerce(options.commerce?.(opened) ?? opened),
      helper: watch.aroundHelper,
      build: builtOnce,
    });
    carrier.connect(`${env.PUBLIC_URL}/twilio/messages`, nightdesk.url);
  };
  const parsed = () => lines.map((line) => JSON.parse(line) as LogLine); // pino writes objects

  const house: House = {
    clock,
    carrier,
    shopDir,
    env,
    url: () => nightdesk.url,
    store: () => nightdesk.store,
    log: lines,
    logged: (event) => parsed().filter((line) => line.event === event),
    says: (fits) =>
      new Promise((resolve) => {
        const look = () => {
          const line = parsed().find(fits);
          if (!line) return;
          listeners = listeners.filter((listener) => listener !== look);
          resolve(line);
        };
        listeners.push(look);
        look();
      }),
    async rests() {
      await carrier.idle();
      await watch.rests(() => clock.now());
      await carrier.idle();
    },
    async passTo(instant) {
      await house.rests();
      while (clock.now() < instant) {
        const dueAt = await nightdesk.store.nextDueAt();
        const next = Math.min(dueAt ?? instant, clock.now() + LONGEST_STEP_MS, instant);
        await clock.jumpTo(next);
      }
    },
    texts: (phone) =>
      carrier.phone(phone).inbox.flatMap(({ by, text }) => (by === "shop" ? [text] : [])),
    async conversation(phone) {
      const customer = await nightdesk.store.customerOf(`sms:${phone}`);
      return conversationSchema.parse(await nightdesk.store.conversation(customer ?? ""));
    },
    async restart() {
      await nightdesk.stop("a restart");
      await start();
    },
    async close() {
      await carrier.idle();
      await nightdesk.stop("the end of the test");
      await carrier.close();
      rmSync(folder, { recursive: true });
      const unexpected = parsed().filter((line) => isTrouble(line, options.troubles ?? []));
      if (unexpected.length > 0) throw new Error(`went wrong: ${JSON.stringify(unexpected)}`);
      if (clock.nextWake() !== undefined) throw new Error("somebody still sleeps in the house");
    },
  };
  await start();
  return house;
}

/** A shop that slept longer than this would hear of its orders late. */
const LONGEST_STEP_MS = 30 * MINUTE_MS;

/** The sample shop's files, its orders' days counted from `at` for good, so that a restart on a later day keeps them. */
function copySampleShop(shopDir: string, at: number): void {
  cpSync("shop", shopDir, { recursive: true });
  const file = join(shopDir, "commerce.json");
  const orders = readCommerceFile(file, { anchor: at, timezone: "Europe/Copenhagen" });
  writeFileSync(file, JSON.stringify(orders));
}

/** Learning the intents takes a second or two, and the same files always teach the same. */
const built = new Map<string, BuiltShop>();

function builtOnce(files: ShopFiles): BuiltShop {
  const key = JSON.stringify({ ...files, tests: [] });
  const shop = built.get(key) ?? learntShop(files);
  built.set(key, shop);
  return shop;
}

function isTrouble({ event, what }: LogLine, expected: readonly string[]): boolean {
  if (event === "failed") return !expected.includes(String(what));
  return event === "turn_failed" && !expected.includes(event);
}
