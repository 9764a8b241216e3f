import { describe, expect, it } from "@jest/globals";
import { breakers } from "./breaker.ts";

/** Friday 20 November 2026, 22:41 in Copenhagen. */
const fridayNight = Date.parse("2026-11-20T21:41:00Z");
const SECOND = 1_000;

function provider() {
  const heard: string[] = [];
  const all = breakers(({ name, state }) => heard.push(`${name} ${state}`));
  const call = (at: number, how: "worked" | "failed" | "neither") => {
    const answer = all.ask("twilio", at);
    if (answer.go) all.told("twilio", at, how);
    return answer;
  };
  return { all, call, heard };
}

/** A carrier that has just failed twenty times within the same minute. */
function brokenCarrier() {
  const carrier = provider();
  for (let n = 0; n < 20; n += 1) carrier.call(fridayNight + n * SECOND, "failed");
  return { ...carrier, openedAt: fridayNight + 19 * SECOND };
}

describe("a carrier that fails", () => {
  it("is left alone for half a minute once half of twenty calls within a minute failed", () => {
    const { call, heard } = provider();
    for (let n = 0; n < 19; n += 1) {
      call(fridayNight + n * SECOND, n % 2 === 0 ? "failed" : "worked");
    }
    expect(heard).toEqual([]);
    expect(call(fridayNight + 19 * SECOND, "failed")).toEqual({ go: true });
    expect(heard).toEqual(["twilio open"]);
    expect(call(fridayNight + 20 * SECOND, "worked")).toEqual({
      go: false,
      until: fridayNight + 49 * SECOND,
    });
  });

  it("is called on while most calls work, while there are few, and after calls of long ago", () => {
    const mostWork = provider();
    for (let n = 0; n < 60; n += 1) mostWork.call(fridayNight, n % 3 === 0 ? "failed" : "worked");
    const few = provider();
    for (let n = 0; n < 19; n += 1) few.call(fridayNight, "failed");
    few.call(fridayNight + 70 * SECOND, "failed");
    expect([...mostWork.heard, ...few.heard]).toEqual([]);
  });

  it("is not held to be broken for asking us to be patient", () => {
    const { call, heard } = provider();
    for (let n = 0; n < 100; n += 1) call(fridayNight, "neither");
    expect(heard).toEqual([]);
  });

  it("looks no healthier for calls that say nothing of it", () => {
    const { call, heard } = provider();
    for (let n = 0; n < 30; n += 1) call(fridayNight, "neither");
    for (let n = 0; n < 20; n += 1) call(fridayNight, "failed");
    expect(heard).toEqual(["twilio open"]);
  });

  it("does not take another carrier down with it", () => {
    const { all, openedAt } = brokenCarrier();
    expect(all.ask("slack", openedAt)).toEqual({ go: true });
    expect(all.standing(openedAt)).toEqual([{ name: "twilio", until: openedAt + 30 * SECOND }]);
  });
});

describe("a carrier that was left alone for half a minute", () => {
  it("gets three calls that try it, and all customers' once these have worked", () => {
    const { all, heard, openedAt } = brokenCarrier();
    const then = openedAt + 30 * SECOND;
    expect([1, 2, 3].map(() => all.ask("twilio", then).go)).toEqual([true, true, true]);
    expect(all.ask("twilio", then)).toEqual({ go: false, until: then + SECOND });
    for (let n = 0; n < 3; n += 1) all.told("twilio", then + n, "worked");
    expect(heard).toEqual(["twilio open", "twilio closed"]);
    expect(all.ask("twilio", then + SECOND)).toEqual({ go: true });
    expect(all.standing(then + SECOND)).toEqual([]);
  });

  it("is not blamed any more, once it works, for what failed before", () => {
    const { call, heard, openedAt } = brokenCarrier();
    const then = openedAt + 30 * SECOND;
    for (let n = 0; n < 3; n += 1) call(then, "worked");
    for (let n = 0; n < 19; n += 1) call(then + SECOND, "failed");
    expect(heard).toEqual(["twilio open", "twilio closed"]);
  });

  it("is left alone again when one of them fails", () => {
    const { call, heard, openedAt } = brokenCarrier();
    const then = openedAt + 30 * SECOND;
    call(then, "worked");
    call(then, "failed");
    expect(call(then, "worked")).toEqual({ go: false, until: then + 30 * SECOND });
    expect(heard).toEqual(["twilio open"]);
  });

  it("is tried by others when nobody ever heard what became of the tries", () => {
    const { all, openedAt } = brokenCarrier();
    const then = openedAt + 30 * SECOND;
    for (let n = 0; n < 3; n += 1) all.ask("twilio", then);
    expect(all.ask("twilio", then + 59 * SECOND).go).toBe(false);
    expect(all.ask("twilio", then + 60 * SECOND).go).toBe(true);
  });

  it("is not judged by a call that began before it was left alone", () => {
    const { all, heard, openedAt } = brokenCarrier();
    for (let n = 0; n < 3; n += 1) all.told("twilio", openedAt + SECOND, "worked");
    expect(heard).toEqual(["twilio open"]);
    expect(all.ask("twilio", openedAt + SECOND).go).toBe(false);
  });

  it("is not left alone for an hour because the server's clock was set back", () => {
    const { call, openedAt } = brokenCarrier();
    expect(call(openedAt - 3_600 * SECOND, "worked")).toEqual({ go: true });
  });
});
