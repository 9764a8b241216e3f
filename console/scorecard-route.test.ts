import type { AddressInfo } from "node:net";
import { expect, it } from "@jest/globals";
import express from "express";
import { mountScorecard } from "./scorecard-route.ts";

it("tells a shop owner who opens the console without a token what to do", async () => {
  const app = express();
  const nothing = undefined as never; // nothing is read without a token
  mountScorecard(app, { store: nothing, clock: nothing, shop: nothing, token: undefined });
  const server = app.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one
  const answer = await fetch(`http://127.0.0.1:${port}/console/scorecard`);
  expect(answer.status).toBe(404);
  expect(await answer.text()).toContain("Set CONSOLE_TOKEN");
  server.close();
  server.closeAllConnections();
});
