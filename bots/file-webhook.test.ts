import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "@jest/globals";
import express from "express";
import { deskEdge } from "../test/fakes/desk-edge.ts";
import { fetchFile } from "./fetch-file.ts";
import { FILE_LINK_LASTS_MS, fileLinks } from "./file-links.ts";
import { mountFiles } from "./file-webhook.ts";

const now = Date.parse("2026-11-20T22:41:00+01:00");
const photo = { channel: "twilio", url: "https://api.twilio.com/Media/ME1", type: "image/jpeg" };
const links = fileLinks({ publicUrl: "https://shop.example/", secret: "ours" });
const tokenOf = (link: string) => link.split("/").at(-1) ?? "";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

async function served(answer: Answer): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  closing.push(() => new Promise((closed) => server.close(() => closed())));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a TCP server has one
}

const from = (origin: string, path = "/file") =>
  fetchFile(`${origin}${path}`, { hosts: [".twilio.com"], authorization: "Basic secret", origin });

describe("a link to a customer's photo", () => {
  it("leads to it for a week, and tells nobody where it is kept", () => {
    const link = links.linkTo(photo, now);
    expect(link).toMatch(/^https:\/\/shop\.example\/files\/[\w-]{40,}$/);
    expect(links.fileBehind(tokenOf(link), now + FILE_LINK_LASTS_MS - 1)).toEqual(photo);
    expect(links.fileBehind(tokenOf(link), now + FILE_LINK_LASTS_MS)).toBeUndefined();
    expect(Buffer.from(tokenOf(link), "base64url").toString("latin1")).not.toContain("twilio");
  });

  it("leads nowhere once a letter of it is changed, or if another house made it", () => {
    const token = tokenOf(links.linkTo(photo, now));
    const middle = Math.floor(token.length / 2);
    const other = token[middle] === "A" ? "B" : "A";
    const forged = token.slice(0, middle) + other + token.slice(middle + 1);
    expect(links.fileBehind(forged, now)).toBeUndefined();
    const theirs = fileLinks({ publicUrl: "https://shop.example", secret: "theirs" });
    expect(links.fileBehind(tokenOf(theirs.linkTo(photo, now)), now)).toBeUndefined();
    expect(links.fileBehind("", now)).toBeUndefined();
  });
});

describe("a file that a provider keeps", () => {
  it("is fetched with the provider's credentials", async () => {
    const origin = await served((request, response) => {
      response.writeHead(request.headers.authorization === "Basic secret" ? 200 : 401, {
        "content-type": "image/jpeg",
      });
      response.end("jpeg");
    });
    expect(await from(origin)).toMatchObject({ kind: "file", type: "image/jpeg" });
  });

  it.each([
    ["a login page that says 200", { "content-type": "text/html" }, "<html>", "text/html"],
    [
      "a page that says it is a picture",
      { "content-type": "image/png" },
      "<!DOCTYPE html>",
      "page",
    ],
    ["a drawing that can run scripts", { "content-type": "image/svg+xml" }, "<svg/>", "svg"],
    [
      "more than anybody needs",
      { "content-type": "image/png", "content-length": "99999999" },
      "x",
      "large",
    ],
  ])("is not passed on when it is %s", async (_what, headers, body, why) => {
    const origin = await served((_request, response) => {
      response.writeHead(200, headers);
      response.end(body);
    });
    expect(await from(origin)).toEqual({ kind: "refused", why: expect.stringContaining(why) });
  });

  it("never takes the credentials to another host, by its address or by a redirect", async () => {
    const seen: (string | undefined)[] = [];
    const elsewhere = await served((request, response) => {
      seen.push(request.headers.authorization);
      response.end();
    });
    const origin = await served((_request, response) => {
      response.writeHead(302, { location: `${elsewhere}/steal` });
      response.end();
    });
    expect(await from(origin)).toMatchObject({ kind: "refused" });
    const forged = { hosts: [".twilio.com"], authorization: "Basic secret" };
    for (const url of [elsewhere, "https://twilio.com.evil.example/x", "https://a@b.twilio.com/x"])
      expect(await fetchFile(url, forged)).toMatchObject({ kind: "refused" });
    expect(seen).toEqual([]);
  });
});

describe("whoever opens a link", () => {
  it("sees the file with nothing in it that could run, or learns that it is over", async () => {
    const app = express();
    const edge = deskEdge(now);
    const bytes = Buffer.from("jpeg");
    const channel = {
      name: "twilio",
      fetchFile: async (url: string) =>
        url === photo.url
          ? ({ kind: "file", type: "image/jpeg", bytes } as const)
          : ({ kind: "refused", why: "a page, not a file" } as const),
    };
    mountFiles(app, links, [channel], edge);
    const origin = await served((request, response) => app(request, response));
    const open = (file: typeof photo, at = now) =>
      fetch(`${origin}/files/${tokenOf(links.linkTo(file, at))}`);
    const shown = await open(photo);
    expect([shown.status, shown.headers.get("content-type"), await shown.text()]).toEqual([
      200,
      "image/jpeg",
      "jpeg",
    ]);
    expect(shown.headers.get("content-security-policy")).toContain("sandbox");
    expect(shown.headers.get("content-disposition")).toBe("inline");
    expect((await open(photo, now - FILE_LINK_LASTS_MS)).status).toBe(404);
    expect((await open({ ...photo, channel: "nobody" })).status).toBe(404);
    expect((await open({ ...photo, url: "https://api.twilio.com/other" })).status).toBe(502);
    expect(edge.refusals).toEqual(["502 a page, not a file"]);
  });
});
