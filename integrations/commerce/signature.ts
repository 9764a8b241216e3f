import { createHmac, timingSafeEqual } from "node:crypto";
import { type ZodType, z } from "zod";
import type { Webhook } from "../../core/commerce.ts";
import { MalformedInboundError } from "../../core/errors.ts";

/** Whether `signature` is the HMAC-SHA256 of the body under one of the secrets. Takes as long for any signature. */
export function isSigned(
  body: Uint8Array,
  signature: string | undefined,
  options: { secrets: readonly string[]; encoding: "base64" | "hex"; prefix?: string },
): boolean {
  if (signature === undefined || signature === "") return false;
  const given = Buffer.from(signature);
  return options.secrets
    .map((secret) => {
      const hmac = createHmac("sha256", secret);
      if (options.prefix !== undefined) hmac.update(options.prefix);
      const expected = Buffer.from(hmac.update(body).digest(options.encoding));
      return given.length === expected.length && timingSafeEqual(given, expected);
    })
    .includes(true);
}

/** A verified webhook's JSON. @throws MalformedInboundError when it does not have the shape its sender promises. */
export function readWebhookBody<T>(webhook: Webhook, schema: ZodType<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(webhook.body).toString("utf8"));
  } catch (error) {
    throw new MalformedInboundError("the webhook's body is no JSON", { cause: error });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new MalformedInboundError(
    `the webhook has an unknown shape: ${z.prettifyError(parsed.error)}`,
    { cause: parsed.error },
  );
}
