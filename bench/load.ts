import { request as get } from "node:http";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { Pool } from "undici";
import { answerParent } from "./child.ts";
import { monotonicMs } from "./clock.ts";
import { type SignedText, signedTexts } from "./texts.ts";

/** One measurement. Rates are per second. */
export type Load = {
  url: string;
  connections: number;
  /** Customers who write at once; each writes again when they are answered. */
  atOnce: number;
  seconds: number;
  phones: readonly string[];
  /** This many texts begin each second, however slowly they are answered, instead of `atOnce`. */
  perSecond?: number;
  /** Whose `/replies` tell of answers. Without it, the webhook's 200 is the answer. */
  carrierUrl?: string;
};

/** Rates per second and times in milliseconds, over what was finished within the seconds asked for. */
export type Measured = {
  acksPerSecond: number;
  ackMs: Spread;
  repliesPerSecond: number;
  replyMs: Spread;
  /** Everything that was finished, also after the seconds were over: what the server's work is divided by. */
  finished: number;
  /** Webhooks that were not answered 200. */
  refused: number;
  /** Texts that got no answer even some seconds later. */
  lost: number;
};

type Spread = { p50: number; p99: number };

/** More than any server here answers; signing them all is done before the measurement. */
const MOST_ACKS_PER_SECOND = 25_000;
const MOST_REPLIES_PER_SECOND = 8_000;
const LOST_AFTER_MS = 10_000;

/** Texts on their way by phone, each with what to do when its answer reaches the carrier. */
const waiting = new Map<string, (at: number) => void>();
const heardFrom = new Set<string>();
let signed = 0;

answerParent("", { run });

async function run(load: Load): Promise<Measured> {
  const { carrierUrl, seconds } = load;
  if (carrierUrl !== undefined) await hearOfReplies(carrierUrl);
  const perSecond =
    load.perSecond ?? (carrierUrl === undefined ? MOST_ACKS_PER_SECOND : MOST_REPLIES_PER_SECOND);
  const texts = signedTexts(load.phones, signed, Math.ceil(seconds * perSecond));
  signed += texts.length;
  const pool = new Pool(load.url, { connections: load.connections });
  const startedAt = monotonicMs();
  const endsAt = startedAt + seconds * 1000;
  const ackMs: number[] = [];
  const replyMs: number[] = [];
  let refused = 0;
  let finished = 0;

  async function exchange(text: SignedText): Promise<void> {
    const sentAt = monotonicMs();
    const replied = carrierUrl === undefined ? undefined : replyTo(text.from);
    const status = await post(pool, text);
    const ackAt = monotonicMs();
    if (status !== 200) {
      refused++;
      waiting.delete(text.from);
      return;
    }
    if (ackAt < endsAt) ackMs.push(ackAt - sentAt);
    const repliedAt = await replied;
    finished++;
    if (repliedAt !== undefined && repliedAt < endsAt) replyMs.push(repliedAt - sentAt);
  }

  const all =
    load.perSecond === undefined
      ? keepWriting(texts, load.atOnce, endsAt, exchange)
      : writeAtTheirHours(texts, load.perSecond, startedAt, exchange);
  await Promise.race([all, wait(seconds * 1000 + LOST_AFTER_MS, undefined, { ref: false })]);
  const lost = waiting.size;
  waiting.clear();
  await pool.destroy();
  return {
    acksPerSecond: ackMs.length / seconds,
    ackMs: spread(ackMs),
    repliesPerSecond: replyMs.length / seconds,
    replyMs: spread(replyMs),
    finished,
    refused,
    lost,
  };
}

async function keepWriting(
  texts: readonly SignedText[],
  atOnce: number,
  endsAt: number,
  exchange: (text: SignedText) => Promise<void>,
): Promise<void> {
  let next = 0;
  const customer = async () => {
    while (monotonicMs() < endsAt) {
      const text = texts[next++];
      if (!text) throw new Error("a server was faster than texts had been signed for");
      if (!waiting.has(text.from)) await exchange(text);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, customer));
}

async function writeAtTheirHours(
  texts: readonly SignedText[],
  perSecond: number,
  startedAt: number,
  exchange: (text: SignedText) => Promise<void>,
): Promise<void> {
  const begun: Promise<void>[] = [];
  let next = 0;
  while (next < texts.length) {
    const due = ((monotonicMs() - startedAt) / 1000) * perSecond;
    for (; next < due; next++) {
      const text = texts[next];
      if (text && !waiting.has(text.from)) begun.push(exchange(text));
    }
    await wait(1);
  }
  await Promise.all(begun);
}

async function post(pool: Pool, text: SignedText): Promise<number> {
  const { statusCode, body } = await pool.request({
    method: "POST",
    path: "/twilio/messages",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      "x-twilio-signature": text.signature,
      "user-agent": "TwilioProxy/1.1",
    },
    body: text.body,
  });
  await body.dump();
  return statusCode;
}

/** When the answer to this phone reaches the carrier. */
function replyTo(phone: string): Promise<number> {
  return new Promise((resolve) => {
    waiting.set(phone, (at) => {
      waiting.delete(phone);
      resolve(at);
    });
  });
}

/** Listening twice is once. */
function hearOfReplies(carrierUrl: string): Promise<void> {
  if (heardFrom.has(carrierUrl)) return Promise.resolve();
  heardFrom.add(carrierUrl);
  return new Promise((resolve, reject) => {
    get(`${carrierUrl}/replies`, (response) => {
      createInterface({ input: response }).on("line", (line) => {
        const [phone = "", at] = line.split(" ");
        waiting.get(phone)?.(Number(at));
      });
      resolve();
    })
      .on("error", reject)
      .end();
  });
}

function spread(times: number[]): Spread {
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(times.length * share)] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99) };
}
