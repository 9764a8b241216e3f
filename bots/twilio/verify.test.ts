import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import webhooks from "twilio/lib/webhooks/webhooks.js";
import { authTokens, type Form, isSignedByTwilio, parseForm } from "./verify.ts";

const token = "12345";
const published = {
  url: "https://mycompany.com/myapp.php?foo=1&bar=2",
  form: new Map([
    ["CallSid", ["CA1234567890ABCDE"]],
    ["Caller", ["+12349013030"]],
    ["Digits", ["1234"]],
    ["From", ["+12349013030"]],
    ["To", ["+18005551212"]],
  ]),
  signature: "0/KCTR6DLpKmkAf8muzZqo1nDgQ=",
  tokens: [token],
};

function asParams(form: Form): Record<string, string | readonly string[]> {
  return Object.fromEntries(
    [...form].map(([name, values]) => [name, values.length > 1 ? values : (values[0] ?? "")]),
  );
}

/** What Twilio's own library would have signed. */
function sign(url: string, form: Form, authToken = token): string {
  return webhooks.getExpectedTwilioSignature(authToken, url, asParams(form));
}

describe("a webhook that says it comes from Twilio", () => {
  it("is believed when it carries the signature of Twilio's published example", () => {
    expect(isSignedByTwilio(published)).toBe(true);
  });

  const forgeries: Record<string, Partial<Parameters<typeof isSignedByTwilio>[0]>> = {
    "no signature": { signature: undefined },
    "an empty signature": { signature: "" },
    "half a signature": { signature: published.signature.slice(0, 14) },
    "a signature with something behind it": { signature: `${published.signature}A` },
    "a signature in another alphabet": { signature: "ключ".repeat(7) },
    "another token": { tokens: ["54321"] },
    "no token at all": { tokens: [] },
    "plain http": { url: published.url.replace("https", "http") },
    "another host": { url: published.url.replace("mycompany", "evil") },
    "another path": { url: published.url.replace("myapp", "other") },
    "a query in another order": { url: "https://mycompany.com/myapp.php?bar=2&foo=1" },
    "an added field": { form: new Map([...published.form, ["Extra", ["1"]]]) },
    "a missing field": { form: new Map([...published.form].slice(1)) },
    "a changed field": { form: new Map([...published.form, ["To", ["+18005551213"]]]) },
    "a URL that is none": { url: "not a url" },
    "no URL": { url: "" },
    "a URL with a broken host": { url: "https://[::1/x" },
  };
  for (const [what, change] of Object.entries(forgeries)) {
    it(`is refused with ${what}`, () => {
      expect(isSignedByTwilio({ ...published, ...change })).toBe(false);
    });
  }

  it("is believed with the old token while the tokens are rotated", () => {
    expect(isSignedByTwilio({ ...published, tokens: authTokens("new-token, 12345") })).toBe(true);
  });

  it("is believed whether or not the address names its standard port or Twilio's retry overrides", () => {
    expect(isSignedByTwilio({ ...published, url: `${published.url}#rc=3&rp=all` })).toBe(true);
    expect(isSignedByTwilio({ ...published, url: published.url.replace(".com", ".com:443") })).toBe(
      true,
    );
    expect(
      isSignedByTwilio({
        ...published,
        url: "http://127.0.0.1:3000/twilio/messages",
        signature: sign("http://127.0.0.1:3000/twilio/messages", published.form),
      }),
    ).toBe(true);
  });

  it("is believed exactly when Twilio's own library would believe it, whatever the form holds", () => {
    const name = fc.string({ unit: "grapheme", minLength: 1 }).filter((key) => key !== "__proto__");
    const forms = fc.array(fc.tuple(name, fc.string({ unit: "grapheme" })), { maxLength: 12 });
    fc.assert(
      fc.property(forms, fc.webUrl({ withQueryParameters: true }), (pairs, url) => {
        const form = parseForm(new URLSearchParams(pairs).toString());
        const signature = sign(url, form);
        expect(isSignedByTwilio({ url, form, signature, tokens: [token] })).toBe(true);
        const changed = new Map([...form, ["Body", ["changed"]]]);
        expect(isSignedByTwilio({ url, form: changed, signature, tokens: [token] })).toBe(
          webhooks.validateRequest(token, signature, url, asParams(changed)),
        );
      }),
    );
  });

  it("is signed over repeated fields once each, in order", () => {
    const form = parseForm("MediaUrl=b&MediaUrl=a&MediaUrl=b");
    const signature = sign("https://x.example/", form);
    expect(isSignedByTwilio({ url: "https://x.example/", form, signature, tokens: [token] })).toBe(
      true,
    );
    const once = parseForm("MediaUrl=a&MediaUrl=b");
    expect(
      isSignedByTwilio({ url: "https://x.example/", form: once, signature, tokens: [token] }),
    ).toBe(true);
  });
});

describe("a posted form", () => {
  it("is read as the standard reads it, broken escapes included", () => {
    const piece = fc.stringMatching(/^[a-zA-Z0-9%+&=é🙂. -]*$/u);
    fc.assert(
      fc.property(piece, (raw) => {
        const ours = [...parseForm(raw)].flatMap(([key, values]) =>
          values.map((value) => [key, value]),
        );
        const theirs = [...new URLSearchParams(raw.replaceAll("?", ""))];
        const inOrder = (pairs: string[][]) => pairs.map((pair) => JSON.stringify(pair)).sort();
        expect(inOrder(ours)).toEqual(inOrder(theirs));
      }),
    );
  });
});
