import { describe, expect, it } from "@jest/globals";
import type { NewSend } from "../../../core/decision.ts";
import type { SentFile } from "../../../core/message.ts";
import type { Channel } from "../../channel.ts";
import { partsOf } from "./parts.ts";

const file = (name: string, contentType: string): SentFile => ({
  url: `https://shop.example/files/${name}`,
  contentType,
  name,
  bytes: 1_000,
});
const photo = file("lamp.jpg", "image/jpeg");
const label = file("label.pdf", "application/pdf");
const sheet = file("sizes.csv", "text/csv");

const ways: Record<string, ReturnType<NonNullable<Channel["attaches"]>>> = {
  "image/jpeg": "with words",
  "application/pdf": "alone",
};
const channel: Pick<Channel, "carries" | "split" | "attaches"> = {
  carries: ["whatsapp"],
  split: (text) => text.split("|"),
  attaches: ({ contentType }) => ways[contentType],
};

function parts(text: string, files: SentFile[], channels = [channel]) {
  const send: NewSend = {
    id: "signe-4-0",
    purpose: "relay",
    author: "agent",
    to: "whatsapp:+46701740642",
    body: { kind: "text", text, files },
    lane: "signe/whatsapp",
    rank: 0,
    notBefore: 0,
  };
  return partsOf(send, channels).map(({ id, body }) => {
    if (body.kind !== "text") throw new Error("a line stays a line");
    return [id, body.text, ...(body.files ?? []).map(({ name }) => name)];
  });
}

describe("an agent's line with files", () => {
  it("goes out as one message where a picture has the words under it", () => {
    expect(parts("Like this?", [photo])).toEqual([["signe-4-0", "Like this?", "lamp.jpg"]]);
  });

  it("loses no word to a paper, which carries none: the words go first", () => {
    expect(parts("Your label", [label, photo])).toEqual([
      ["signe-4-0", "Your label"],
      ["signe-4-0.1", "", "label.pdf"],
      ["signe-4-0.2", "", "lamp.jpg"],
    ]);
  });

  it("says where a file is read that the channel does not carry", () => {
    expect(parts("Sizes", [sheet, photo])).toEqual([
      ["signe-4-0", `Sizes\n${sheet.url}`, "lamp.jpg"],
    ]);
    expect(parts("", [sheet])).toEqual([["signe-4-0", sheet.url]]);
    expect(parts("", [photo], [])).toEqual([["signe-4-0", photo.url]]);
  });

  it("is not lost for want of words", () => {
    expect(parts("", [photo, label])).toEqual([
      ["signe-4-0", "", "lamp.jpg"],
      ["signe-4-0.1", "", "label.pdf"],
    ]);
  });

  it("keeps its pictures apart from words that are too long for one message", () => {
    expect(parts("one|two", [photo])).toEqual([
      ["signe-4-0", "one"],
      ["signe-4-0.1", "two"],
      ["signe-4-0.2", "", "lamp.jpg"],
    ]);
  });
});
