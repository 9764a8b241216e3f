import { readFile } from "node:fs/promises";
import { describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import { z } from "zod";
import { SCOPES, SCOPES_TO_CHECK } from "./check.ts";
import { SHORTCUTS } from "./shortcuts-in.ts";

const manifestSchema = z.object({
  features: z.object({
    slash_commands: z.array(z.object({ command: z.string() })),
    shortcuts: z.array(z.looseObject({ callback_id: z.enum(SHORTCUTS), name: z.string() })),
  }),
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
  settings: z.object({
    event_subscriptions: z.object({ bot_events: z.array(z.string()) }),
    interactivity: z.object({ is_enabled: z.boolean() }),
    socket_mode_enabled: z.boolean(),
  }),
});

describe("the Slack app made from the manifest", () => {
  it("may do everything that doctor asks for, and hears what agents write and press", async () => {
    const file = new URL("../../slack/manifest.yaml", import.meta.url);
    const { features, oauth_config, settings } = manifestSchema.parse(
      parse(await readFile(file, "utf8")),
    );
    expect(oauth_config.scopes.bot).toEqual(
      expect.arrayContaining([...SCOPES, ...SCOPES_TO_CHECK]),
    );
    expect(settings.event_subscriptions.bot_events).toEqual([
      "app_home_opened",
      "message.channels",
      "message.groups",
      "message.im",
    ]);
    expect(settings.interactivity.is_enabled).toBe(true);
    expect(settings.socket_mode_enabled).toBe(true);
    expect(features.slash_commands).toMatchObject([{ command: "/nightdesk" }]);
    expect(features.shortcuts.map(({ callback_id }) => callback_id)).toEqual([...SHORTCUTS]);
    for (const { name } of features.shortcuts) expect(name.length).toBeLessThanOrEqual(24);
  });
});
