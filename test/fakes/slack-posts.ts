import { slackSignature } from "../../bots/slack/verify.ts";
import type { SlackEnvelope } from "./slack-person.ts";

export type PostOptions = {
  /** POST /slack/events of the server under test. */
  url: string;
  signingSecret: string;
  /** What the request's timestamp says, epoch milliseconds. */
  at: number;
  /** As Slack's n-th repetition. */
  retry?: number;
};

/** Slack's HTTP: signed bytes, a form or JSON, with the headers of a retry if it is one. */
export function postToDesk(envelope: SlackEnvelope, options: PostOptions): Promise<Response> {
  const { encoding, type, body } = envelope;
  if (encoding === "json") return postSigned(JSON.stringify(body), "application/json", options);
  const form =
    type === "interactive"
      ? new URLSearchParams({ payload: JSON.stringify(body) })
      : new URLSearchParams(body as Record<string, string>); // a command's fields are texts
  return postSigned(form.toString(), "application/x-www-form-urlencoded", options);
}

/** Any bytes, signed as Slack signs. */
export function postSigned(
  rawBody: string,
  contentType: string,
  { url, signingSecret, at, retry }: PostOptions,
): Promise<Response> {
  const timestamp = String(Math.floor(at / 1000));
  return fetch(url, {
    method: "POST",
    headers: {
      "content-type": contentType,
      "x-slack-request-timestamp": timestamp,
      "x-slack-signature": slackSignature(signingSecret, timestamp, rawBody),
      ...(retry !== undefined && {
        "x-slack-retry-num": String(retry),
        "x-slack-retry-reason": "http_timeout",
      }),
    },
    body: rawBody,
  });
}
