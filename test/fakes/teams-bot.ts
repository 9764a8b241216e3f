import { botFrameworkChannel } from "../../bots/botframework/channel.ts";
import type { Channel } from "../../bots/channel.ts";
import type { Microsoft } from "./microsoft.ts";

/** Our bot as this Microsoft knows it, open to the world. */
export function teamsBot(
  microsoft: Microsoft,
  fields: Partial<Parameters<typeof botFrameworkChannel>[0]> = {},
): Channel {
  return botFrameworkChannel({
    appId: microsoft.appId,
    appPassword: "secret",
    host: "0.0.0.0",
    publicUrl: "https://shop.example",
    serviceHosts: ["127.0.0.1"],
    cloud: {
      openIdMetadataUrl: microsoft.openIdMetadataUrl,
      bearer: async () => "our-own-token",
    },
    ...fields,
  });
}

/** Posts to the bot as a channel does, or as somebody who would like to be one. */
export async function postActivity(
  url: string,
  body: unknown,
  authorization?: string,
): Promise<{ status: number; headers: Headers }> {
  const response = await fetch(`${url}/api/messages`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(authorization === undefined ? {} : { authorization }),
    },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  await response.arrayBuffer();
  return response;
}
