import { createHmac } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import type { Webhook } from "../../../core/commerce.ts";
import { MalformedInboundError } from "../../../core/errors.ts";
import { readShopifyWebhook } from "./events.ts";

const webhookSecret = "the app's client secret";

describe("what Shopify tells us by itself", () => {
  it.each([
    ["orders/updated", { id: 5001042 }],
    ["fulfillments/update", { id: 61, order_id: 5001042 }],
    ["fulfillment_events/create", { id: 9, order_id: 5001042 }],
    ["returns/request", { id: 1, order: { id: 5001042 } }],
  ])("%s names the order", (topic, content) => {
    const reading = read(signed(topic, JSON.stringify(content)));
    expect(reading).toEqual({ kind: "genuine", orderIds: ["5001042"] });
  });

  it("is nothing to us when it is about privacy or an uninstalled app", () => {
    for (const topic of ["customers/data_request", "shop/redact", "app/uninstalled"]) {
      expect(read(signed(topic, "{}"))).toEqual({ kind: "genuine", orderIds: [] });
    }
  });

  it("is refused with another secret, another body or no signature", () => {
    const body = JSON.stringify({ id: 5001042 });
    const forged = [
      signed("orders/updated", body, "a guess"),
      { ...signed("orders/updated", body), body: Buffer.from(body.replace("42", "43")) },
      { headers: {}, body: Buffer.from(body) },
    ];
    for (const webhook of forged) expect(read(webhook)).toEqual({ kind: "forged" });
  });

  it("is heard with the old and the new secret while the secret is rotated", () => {
    const webhook = signed("orders/updated", JSON.stringify({ id: 5001042 }));
    expect(readShopifyWebhook(webhook, `new one, ${webhookSecret}`).kind).toBe("genuine");
  });

  it("is malformed when it names no order", () => {
    for (const body of ["{", "[]", '{"id":"abc"}']) {
      expect(() => read(signed("orders/updated", body))).toThrow(MalformedInboundError);
    }
  });
});

function read(webhook: Webhook) {
  return readShopifyWebhook(webhook, webhookSecret);
}

function signed(topic: string, text: string, secret = webhookSecret) {
  const signature = createHmac("sha256", secret).update(text).digest("base64");
  return {
    headers: { "x-shopify-hmac-sha256": signature, "x-shopify-topic": topic },
    body: Buffer.from(text),
  };
}
