import { MalformedInboundError } from "../../core/errors.ts";

/**
 * The body that a webhook's bytes hold: JSON, or a form whose `payload` is JSON.
 * @throws MalformedInboundError when they hold neither.
 */
export function parseSlackBody(rawBody: Buffer, contentType: string | undefined): unknown {
  const text = rawBody.toString("utf8");
  try {
    if (!contentType?.startsWith("application/x-www-form-urlencoded")) return JSON.parse(text);
    const form = Object.fromEntries(new URLSearchParams(text));
    return form.payload === undefined ? form : JSON.parse(form.payload);
  } catch (error) {
    throw new MalformedInboundError("Slack sent a body that is not JSON", { cause: error });
  }
}
