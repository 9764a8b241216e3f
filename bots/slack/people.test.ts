import { describe, expect, it } from "@jest/globals";
import { ProviderUnavailableError } from "../../core/errors.ts";
import { virtualClock } from "../../test/fakes/virtual-clock.ts";
import { slackPeople } from "./people.ts";

const mondayMorning = Date.parse("2026-11-30T09:05:00Z");
const MINUTE = 60_000;

/** A Slack that knows Mette as it is told to, and counts how often it is asked. */
function slackKnowing(user: Record<string, unknown>) {
  const slack = { asked: 0, user, error: undefined as unknown };
  const clock = virtualClock(mondayMorning);
  const people = slackPeople(async () => {
    slack.asked += 1;
    if (slack.error) throw slack.error;
    return { ok: true, user: slack.user };
  }, clock);
  return { slack, clock, people };
}

const refused = (error: string) => ({
  code: "slack_webapi_platform_error",
  data: { ok: false, error },
});

describe("who an agent is", () => {
  it("is asked once for many messages, and again once the answer is too old for the question", async () => {
    const { slack, clock, people } = slackKnowing({
      name: "mette",
      profile: { display_name: "Mette" },
    });
    await people("U1", 60 * MINUTE);
    await people("U1", 60 * MINUTE);
    expect(slack.asked).toBe(1);
    slack.user = { ...slack.user, is_restricted: true };
    await clock.advanceBy(2 * MINUTE);
    expect(await people("U1", 60 * MINUTE)).toEqual({ name: "Mette", fullMember: true });
    expect(await people("U1", MINUTE)).toEqual({ name: "Mette", fullMember: false });
    expect(slack.asked).toBe(2);
  });

  it.each([
    [{ profile: { display_name: "Mette" }, real_name: "Mette Holm", name: "mh" }, "Mette"],
    [{ profile: { display_name: "" }, real_name: "Mette Holm", name: "mh" }, "Mette Holm"],
    [{ name: "mh" }, "mh"],
    [{}, "An agent"],
    [{ real_name: "M".repeat(300) }, "M".repeat(80)],
  ])("is told by the best name they have: %j", async (user, name) => {
    expect((await slackKnowing(user).people("U1", 0))?.name).toBe(name);
  });

  it.each(["is_restricted", "is_ultra_restricted", "is_stranger", "is_bot", "deleted"])(
    "is not enough to serve customers when Slack says %s",
    async (trait) => {
      expect(await slackKnowing({ name: "x", [trait]: true }).people("U1", 0)).toEqual({
        name: "x",
        fullMember: false,
      });
    },
  );

  it("is nobody when Slack knows nobody, and unknown when Slack does not say", async () => {
    const { slack, people } = slackKnowing({});
    slack.error = refused("user_not_found");
    expect(await people("U1", 0)).toBeUndefined();
    for (const error of [
      refused("missing_scope"),
      new Error("boom"),
      { code: "slack_webapi_http_error", statusCode: 503 },
    ]) {
      slack.error = error;
      await expect(people("U2", 0)).rejects.toBeInstanceOf(ProviderUnavailableError);
    }
  });
});
