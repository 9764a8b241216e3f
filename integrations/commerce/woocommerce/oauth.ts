import { createHmac } from "node:crypto";

/**
 * The query that proves who asks over plain HTTP, where WooCommerce takes no other proof: one-legged OAuth 1.0a with
 * HMAC-SHA256. The secret itself never travels. Source: WooCommerce REST API, "Authentication over HTTP"; RFC 5849 3.4.
 */
export function oauthQuery(options: {
  method: string;
  url: string;
  query: Readonly<Record<string, string>>;
  key: string;
  secret: string;
  /** Epoch milliseconds; WooCommerce refuses more than 15 minutes of difference. */
  now: number;
  nonce: string;
}): Record<string, string> {
  const unsigned = {
    ...options.query,
    oauth_consumer_key: options.key,
    oauth_nonce: options.nonce,
    oauth_signature_method: "HMAC-SHA256",
    oauth_timestamp: String(Math.floor(options.now / 1000)),
  };
  const parameters = Object.entries(unsigned)
    .map(([name, value]) => `${percentEncoded(name)}=${percentEncoded(value)}`)
    .sort()
    .join("&");
  const base = [options.method, percentEncoded(options.url), percentEncoded(parameters)].join("&");
  const signature = createHmac("sha256", `${options.secret}&`).update(base).digest("base64");
  return { ...unsigned, oauth_signature: signature };
}

/** RFC 3986: encodeURIComponent leaves five characters alone that OAuth does not. */
function percentEncoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
