import type { Server } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "@jest/globals";
import express from "express";
import type { CommerceProvider, Webhook } from "../../core/commerce.ts";
import { MalformedInboundError, ProviderUnavailableError } from "../../core/errors.ts";
import { channelEdge, fridayNight } from "../../test/fakes/channel-edge.ts";
import { deliveredOrder } from "../../test/fakes/orders.ts";
import { mountCommerceWebhook } from "./webhook.ts";

const HOUR_MS = 60 * 60_000;

let server: Server | undefined;

afterEach(() => {
  server?.close();
  server?.closeAllConnections();
});

describe("a shop system that tells of an arrival", () => {
  it("is thanked once it is kept, under the key that asking for changes makes as well", async () => {
    const { edge, post } = await open();
    expect((await post("1042")).status).toBe(200);
    expect(edge.kept).toMatchObject([
      {
        inbound: {
          kind: "shop_event",
          key: "medusa:1042:delivered",
          event: "delivered",
          orderId: "1042",
          happenedAt: fridayNight - HOUR_MS,
        },
        route: { kind: "address", address: "sms:+4520304050" },
      },
    ]);
  });

  it("may repeat itself: the customer's conversation hears it once", async () => {
    const { edge, post } = await open();
    for (let time = 0; time < 3; time++) expect((await post("1042")).status).toBe(200);
    expect(edge.kept).toHaveLength(1);
  });

  it("is believed only as far as its own system confirms", async () => {
    const { edge, post } = await open({ getOrder: async () => undefined });
    expect((await post("1042")).status).toBe(200);
    expect(edge.kept).toEqual([]);
  });

  it("brings no news with an order that arrived weeks ago and changed again", async () => {
    const longAgo = fridayNight - 30 * 24 * HOUR_MS;
    const { edge, post } = await open({ getOrder: async (id) => deliveredOrder(id, longAgo) });
    expect((await post("1042")).status).toBe(200);
    expect(edge.kept).toEqual([]);
  });

  it("is refused when somebody else signed, and nothing is looked up for them", async () => {
    let lookups = 0;
    const { edge, post } = await open({
      getOrder: async () => {
        lookups++;
        return undefined;
      },
    });
    expect((await post("forged")).status).toBe(401);
    expect(lookups).toBe(0);
    expect(edge.refusals).toEqual(["commerce 401 not signed with the webhook secret"]);
  });

  it("hears that it wrote nonsense", async () => {
    const { post } = await open();
    expect((await post("malformed")).status).toBe(400);
  });

  it("is asked to try again while nothing can be kept, or its own system is away", async () => {
    const { edge, post } = await open();
    edge.away(true);
    const unkept = await post("1042");
    expect([unkept.status, unkept.headers.get("retry-after")]).toEqual([503, "30"]);
    const away = await open({
      getOrder: async () => {
        throw new ProviderUnavailableError("away");
      },
    });
    expect((await away.post("1042")).status).toBe(503);
    expect(away.edge.kept).toEqual([]);
    expect([edge.failures, away.edge.failures]).toEqual([[], []]);
  });

  it("is asked to try again after a mistake of ours, which the log is told of", async () => {
    const { edge, post } = await open({
      getOrder: async () => {
        throw new TypeError("a mistake of ours");
      },
    });
    expect((await post("1042")).status).toBe(503);
    expect(edge.failures).toMatchObject([{ message: "a mistake of ours" }]);
  });

  it("is not known here when the orders live elsewhere or no secret is configured", async () => {
    const { post } = await open();
    expect((await post("1042", "shopify")).status).toBe(404);
    const unsigned = await open({ readWebhook: undefined });
    expect((await unsigned.post("1042")).status).toBe(404);
  });

  it("may not flood us", async () => {
    const { post } = await open();
    expect((await post("1".repeat(3 * 1024 * 1024))).status).toBe(413);
  });

  it("may not send a packed body, which could unpack to any size", async () => {
    const { edge, post } = await open();
    const packed = await post(gzipSync("1042"), "medusa", { "content-encoding": "gzip" });
    expect(packed.status).toBe(415);
    expect(edge.kept).toEqual([]);
  });
});

type Parts = { getOrder?: CommerceProvider["getOrder"]; readWebhook?: undefined };

async function open(parts: Parts = {}) {
  server?.close();
  const edge = channelEdge();
  const commerce: CommerceProvider = {
    name: "medusa",
    findOrders: async () => [],
    getOrder: parts.getOrder ?? (async (id) => deliveredOrder(id, fridayNight - HOUR_MS)),
    changesSince: async () => ({ events: [], cursor: "" }),
    ...("readWebhook" in parts ? {} : { readWebhook: readPlain }),
  };
  const app = express();
  mountCommerceWebhook(app, edge, commerce);
  server = createServer(app);
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one
  const post = async (
    body: string | Uint8Array<ArrayBuffer>,
    system = "medusa",
    headers: Record<string, string> = {},
  ) => {
    const told = `http://127.0.0.1:${port}/commerce/${system}/events`;
    const answer = await fetch(told, { method: "POST", body, headers });
    await answer.text();
    return answer;
  };
  return { edge, post };
}

/** The body is the order's id, or what is wrong with it. */
function readPlain({ body }: Webhook) {
  const text = Buffer.from(body).toString("utf8");
  if (text === "forged") return { kind: "forged" as const };
  if (text === "malformed") throw new MalformedInboundError("no order is named");
  return { kind: "genuine" as const, orderIds: [text] };
}
