import { createHash } from "node:crypto";
import type { Clock } from "../../core/ports.ts";

/** Somebody at the shop's page. `isSignedIn`: the shop has vouched for who they are. */
export type Visitor = { id: string; isSignedIn: boolean };

/** What a page holds. `expiresInSeconds` as Direct Line tells it. */
export type Pass = { token: string; expiresInSeconds: number };

export type ChatTokens = {
  issue(visitor: Visitor): Promise<Pass>;
  /** Whose token this is; `undefined` for one that is forged or over. */
  read(token: string): Promise<Visitor | undefined>;
  /** As `read`, for a visitor who comes back: a token without a name is good for a new one long after it is over. */
  readForRenewal(token: string): Promise<Visitor | undefined>;
  /** Opens one socket, soon: it stands in an address, and addresses end up in logs. */
  ticket(visitor: Visitor): Promise<string>;
  readTicket(ticket: string): Promise<Visitor | undefined>;
  /** The visitor whom the shop's own signature names; `undefined` for anything else. */
  identify(signature: string): Promise<Visitor | undefined>;
};

/**
 * Signs (HS256) what pages hold, with a key that stays in the house, and reads who the shop says a visitor is, signed
 * with the secret that it shares with us.
 */
export function chatTokens(options: {
  key: () => Promise<Uint8Array>;
  identitySecret?: string | undefined;
  clock: Pick<Clock, "now">;
}): ChatTokens {
  const { clock, identitySecret } = options;
  const seconds = () => Math.floor(clock.now() / 1000);
  const sign = async ({ id, isSignedIn }: Visitor, audience: string, lifeSeconds: number) => {
    const { SignJWT } = await import("jose");
    // `user` is where Direct Line's clients look for the visitor's id
    return new SignJWT({ user: id, ...(isSignedIn ? { signed_in: true } : {}) })
      .setProtectedHeader({ alg: "HS256", typ: "JWT" })
      .setSubject(id)
      .setAudience(audience)
      .setIssuedAt(seconds())
      .setExpirationTime(seconds() + lifeSeconds)
      .sign(await options.key());
  };
  const verify = async (token: string, key: Uint8Array, audience?: string, grace = 0) => {
    const { jwtVerify, errors } = await import("jose");
    try {
      const { payload } = await jwtVerify(token, key, {
        algorithms: ["HS256"],
        requiredClaims: ["sub", "exp"],
        currentDate: new Date(clock.now()),
        clockTolerance: grace,
        ...(audience === undefined ? {} : { audience }),
      });
      return payload;
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  };
  const read = async (token: string, audience: string, grace = 0) => {
    const payload = await verify(token, await options.key(), audience, grace);
    if (payload?.sub === undefined) return undefined;
    return { id: payload.sub, isSignedIn: payload.signed_in === true };
  };
  return {
    async issue(visitor) {
      const token = await sign(visitor, "chat", TOKEN_SECONDS);
      return { token, expiresInSeconds: TOKEN_SECONDS };
    },
    read: (token) => read(token, "chat"),
    async readForRenewal(token) {
      const visitor = await read(token, "chat", RENEWAL_SECONDS);
      // who has signed in proves it again; the page can ask the shop at any time
      return visitor?.isSignedIn ? read(token, "chat") : visitor;
    },
    ticket: (visitor) => sign(visitor, "stream", TICKET_SECONDS),
    readTicket: (ticket) => read(ticket, "stream"),
    async identify(signature) {
      if (identitySecret === undefined) return undefined;
      const payload = await verify(signature, new TextEncoder().encode(identitySecret));
      const { sub, exp } = payload ?? {};
      if (!sub || !exp || exp > seconds() + LONGEST_IDENTITY_SECONDS) return undefined;
      return sub.length > LONGEST_ID || sub.startsWith(UNNAMED)
        ? undefined
        : { id: sub, isSignedIn: true };
    },
  };
}

/** A visitor nobody vouches for, under a fresh id. */
export function unnamedVisitor(freshId: string): Visitor {
  return { id: `${UNNAMED}${freshId}`, isSignedIn: false };
}

/** The one chat of a visitor, whatever tab or device they write from. */
export function chatOf(visitorId: string): string {
  return createHash("sha256").update(visitorId).digest("base64url").slice(0, CHAT_LENGTH);
}

/** No user of the shop may be called so: their chats would be one. */
const UNNAMED = "visitor-";
const LONGEST_ID = 200;
const CHAT_LENGTH = 22;

const TOKEN_SECONDS = 60 * 60;
const TICKET_SECONDS = 60;

/** A visitor who writes on Friday night and comes back after the weekend, or a holiday, still finds the answer. */
const RENEWAL_SECONDS = 30 * 24 * 60 * 60;

/** The shop signs anew at every page; a signature that lives for days is a password in a page. */
const LONGEST_IDENTITY_SECONDS = 24 * 60 * 60;
