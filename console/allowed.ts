import { createHash, timingSafeEqual } from "node:crypto";

/** Whether an Authorization header carries the console's token: as the bearer, or as the password of any user. */
export function isAllowed(authorization: string | undefined, token: string): boolean {
  const [, scheme = "", given = ""] = /^(\S+) +(.*)$/s.exec(authorization ?? "") ?? []; // a token may hold spaces
  switch (scheme.toLowerCase()) {
    case "bearer":
      return isSame(given, token);
    case "basic": {
      const pair = Buffer.from(given, "base64").toString("utf8");
      return isSame(pair.slice(pair.indexOf(":") + 1), token);
    }
    default:
      return false;
  }
}

function isSame(given: string, token: string): boolean {
  return timingSafeEqual(digest(given), digest(token));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
