import { randomUUID } from "node:crypto";
import { request as httpRequest } from "node:http";
import webhooks from "twilio/lib/webhooks/webhooks.js";
import type { Clock } from "../../core/ports.ts";

/** What became of one webhook after all its tries. No `status`: nobody answered. */
export type WebhookResult = { status?: number; type?: string; body: string; tries: number };

export type WebhookSender = (url: string, fields: Record<string, string>) => Promise<WebhookResult>;

/**
 * Posts webhooks as Twilio does: signed with its own library over the public URL without the `#…` overrides, tried
 * again as these say (`rc` retries on `rp`: ct, rt, 4xx, 5xx or all; by default once, when no connection came about).
 * `reachedAt` leads a public origin to where the bot listens in the test.
 *
 * Source: https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
 */
export function webhookSender(options: {
  authToken: string;
  clock: Clock;
  reachedAt: (publicUrl: URL) => URL;
}): WebhookSender {
  return async (configured, fields) => {
    const [url = "", fragment = ""] = configured.split("#", 2);
    const policy = policyOf(fragment);
    const body = new URLSearchParams(fields).toString();
    const headers = {
      "content-type": "application/x-www-form-urlencoded; charset=utf-8",
      "content-length": String(Buffer.byteLength(body)),
      "user-agent": "TwilioProxy/1.1",
      "i-twilio-idempotency-token": randomUUID(),
      "x-twilio-signature": webhooks.getExpectedTwilioSignature(options.authToken, url, fields),
    };
    for (let tries = 1; ; tries += 1) {
      const target = options.reachedAt(new URL(url));
      const answer = await post({ target, headers, body, policy, clock: options.clock });
      if (tries <= policy.retries && isTriedAgain(answer, policy)) continue;
      return "failure" in answer ? { body: "", tries } : { ...answer, tries };
    }
  };
}

function isTriedAgain(answer: Answer, { retryOn }: Policy): boolean {
  const failure = "failure" in answer ? answer.failure : failureOf(answer.status);
  return failure !== undefined && (retryOn.has(failure) || retryOn.has("all"));
}

type Failure = "ct" | "rt" | "4xx" | "5xx";
type Policy = { retries: number; retryOn: ReadonlySet<string>; connectMs: number; readMs: number };

function policyOf(fragment: string): Policy {
  const given = new URLSearchParams(fragment);
  const number = (name: string, fallback: number, most: number) =>
    Math.min(Number(given.get(name) ?? fallback), most);
  return {
    retries: number("rc", 1, 5),
    retryOn: new Set((given.get("rp") ?? "ct").split(",")),
    connectMs: number("ct", 5_000, 10_000),
    readMs: Math.min(number("rt", 15_000, 15_000), number("tt", 15_000, 15_000)),
  };
}

function failureOf(status: number): Failure | undefined {
  if (status >= 500) return "5xx";
  return status >= 400 ? "4xx" : undefined;
}

type Answer = { status: number; type: string; body: string } | { failure: "ct" | "rt" };

function post(call: {
  target: URL;
  headers: Record<string, string>;
  body: string;
  policy: Policy;
  clock: Clock;
}): Promise<Answer> {
  const { target, headers, body, policy, clock } = call;
  // a public name that leads nowhere in this test: nobody picks up
  if (target.protocol !== "http:") return Promise.resolve({ failure: "ct" });
  const done = new AbortController();
  return new Promise<Answer>((resolve) => {
    let phase: "ct" | "rt" = "ct";
    const request = httpRequest(target, { method: "POST", headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", () => resolve({ failure: "rt" }));
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          type: response.headers["content-type"] ?? "",
          body: Buffer.concat(chunks).toString("utf8"),
        }),
      );
    });
    request.on("error", () => resolve({ failure: phase }));
    request.on("socket", (socket) =>
      socket.on("connect", () => {
        phase = "rt";
      }),
    );
    const giveUp = (ms: number, during: "ct" | "rt") =>
      clock.sleep(ms, done.signal).then(() => {
        if (!done.signal.aborted && phase === during) request.destroy(new Error("too slow"));
      });
    void giveUp(policy.connectMs, "ct");
    void giveUp(policy.readMs, "rt");
    request.end(body);
  }).finally(() => done.abort());
}
