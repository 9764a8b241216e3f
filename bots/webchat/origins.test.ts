import { expect, it } from "@jest/globals";
import { mayUseChat } from "./origins.ts";

const rule = { publicUrl: "https://bot.shop.example/", origins: ["https://shop.example"] };

it.each(["https://bot.shop.example", "https://shop.example", undefined])(
  "a page of the shop's may use the chat (%s)",
  (origin) => {
    expect(mayUseChat(origin, { ...rule, isLocal: false })).toBe(true);
  },
);

it.each(["null", "http://localhost:8080", "http://127.0.0.1", "https://[::1]:3000"])(
  "a page on this machine may try the chat of a server that only this machine reaches (%s)",
  (origin) => {
    expect(mayUseChat(origin, { ...rule, isLocal: true })).toBe(true);
    expect(mayUseChat(origin, { ...rule, isLocal: false })).toBe(false);
  },
);

it.each(["https://localhost.evil.example", "https://shop.example.evil.example", "evil"])(
  "nobody else's page may (%s)",
  (origin) => {
    expect(mayUseChat(origin, { ...rule, isLocal: true })).toBe(false);
  },
);
