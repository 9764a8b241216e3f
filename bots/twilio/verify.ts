import { createHmac, timingSafeEqual } from "node:crypto";

/** A posted form, every value of a repeated field in the order it came. */
export type Form = ReadonlyMap<string, readonly string[]>;

/**
 * Whether Twilio signed this form for this address, with any of `tokens` (two while a token is being rotated).
 * `url` is our PUBLIC_URL with the path and query that were asked for, never what headers claim; its `#rc=…`
 * overrides are not signed. A nonsensical URL or signature is `false`, never a throw.
 *
 * Source: https://www.twilio.com/docs/usage/webhooks/webhooks-security
 */
export function isSignedByTwilio(request: {
  url: string;
  form: Form;
  signature: string | undefined;
  tokens: readonly string[];
}): boolean {
  const given = Buffer.from(request.signature ?? "", "latin1");
  const fields = signedFields(request.form);
  const isSigned = (url: string) =>
    request.tokens.some((token) => {
      const expected = Buffer.from(signatureOf(token, url + fields), "latin1");
      return given.length === expected.length && timingSafeEqual(given, expected);
    });
  // Nearly always it is the address as it is set, and no other spelling needs to be thought of.
  return isSigned(request.url) || signableUrls(request.url).some(isSigned);
}

/** The fields of an `application/x-www-form-urlencoded` body. Broken escapes are kept as browsers keep them. */
export function parseForm(raw: string): Form {
  const form = new Map<string, string[]>();
  for (const pair of raw.split("&")) {
    if (pair === "") continue;
    const equals = pair.indexOf("=");
    const name = decode(equals < 0 ? pair : pair.slice(0, equals));
    const value = equals < 0 ? "" : decode(pair.slice(equals + 1));
    const known = form.get(name);
    if (known) known.push(value);
    else form.set(name, [value]);
  }
  return form;
}

/** Both tokens of a rotation from one setting: `new,old`. */
export function authTokens(setting: string): readonly string[] {
  if (setting !== "" && !/[,\s]/.test(setting)) return [setting];
  return setting
    .split(",")
    .map((token) => token.trim())
    .filter((token) => token !== "");
}

function decode(part: string): string {
  if (!part.includes("%") && !part.includes("+")) return part;
  try {
    return decodeURIComponent(part.replaceAll("+", " "));
  } catch {
    // decodeURIComponent refuses broken escapes whole; the form standard keeps what it can
    return new URLSearchParams(`v=${part}`).get("v") ?? "";
  }
}

function signedFields(form: Form): string {
  let signed = "";
  for (const name of [...form.keys()].sort()) {
    const values = form.get(name) ?? [];
    const distinct = values.length > 1 ? [...new Set(values)].sort() : values;
    for (const value of distinct) signed += name + value;
  }
  return signed;
}

/** Twilio signs with or without the port, depending on scheme and product: all spellings of the one address count. */
function signableUrls(url: string): readonly string[] {
  const unfragmented = url.split("#", 1)[0] ?? "";
  const parts = /^(https?):\/\/([^/?]+@)?(\[[^\]]*\]|[^/?:]*)(:\d+)?(.*)$/is.exec(unfragmented);
  if (!parts) return [];
  const [, scheme = "", user = "", host = "", , rest = ""] = parts;
  const standardPort = scheme.toLowerCase() === "https" ? ":443" : ":80";
  const spell = (port: string) => `${scheme}://${user}${host}${port}${rest}`;
  return [...new Set([unfragmented, spell(""), spell(standardPort)])];
}

function signatureOf(token: string, text: string): string {
  return createHmac("sha1", token).update(text, "utf8").digest("base64");
}
