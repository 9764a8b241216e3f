import { describe, expect, it } from "@jest/globals";
import { twilioTarget } from "./http-client.ts";

describe("TWILIO_API_URL", () => {
  for (const [uri, apiUrl, target] of [
    [
      "https://api.twilio.com/2010-04-01/x.json?a=b",
      undefined,
      "https://api.twilio.com/2010-04-01/x.json?a=b",
    ],
    ["https://api.twilio.com/2010-04-01/x.json", "http://h:1", "http://h:1/2010-04-01/x.json"],
    [
      "https://api.twilio.com/2010-04-01/x.json",
      "http://h:1/twilio/",
      "http://h:1/twilio/2010-04-01/x.json",
    ],
    ["https://content.twilio.com/v1/Content", "http://h:1", "http://h:1/content/v1/Content"],
  ] as const) {
    it(`${apiUrl} leads ${uri} to ${target}`, () => {
      const { origin, path } = twilioTarget(uri, apiUrl);
      expect(origin + path).toBe(target);
    });
  }
});
