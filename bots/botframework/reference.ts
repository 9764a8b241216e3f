import { type Address, addressValue } from "../../core/message.ts";

/** Where an answer goes at Azure Bot Service: everything a send needs, so that nothing but its address must be kept. */
export type Reference = {
  channelId: string;
  /** The region's connector, e.g. https://smba.trafficmanager.net/emea/. */
  serviceUrl: string;
  conversationId: string;
  /** Our own id in that conversation, e.g. `28:<app id>`. */
  botId: string;
  /** Whom it is for, as the channel names them. */
  userId: string;
  tenantId?: string | undefined;
};

/**
 * The conversation reference as one of our own addresses. A message carries it as the address it was written to, the
 * conversation remembers that, and so answers find back after any restart.
 */
export function referenceAddress(reference: Reference): Address {
  const { channelId, serviceUrl, conversationId, botId, userId, tenantId = "" } = reference;
  const parts = [channelId, serviceUrl, conversationId, botId, userId, tenantId];
  return `teams:${parts.map(encodeURIComponent).join("/")}`;
}

/** What `referenceAddress` was given; `undefined` for any other address. */
export function readReference(address: Address): Reference | undefined {
  const parts = addressValue(address).split("/").map(decoded);
  const [channelId, serviceUrl, conversationId, botId, userId, tenantId] = parts;
  if (parts.length !== PARTS || !channelId || !serviceUrl || !conversationId || !userId) {
    return undefined;
  }
  return {
    channelId,
    serviceUrl,
    conversationId,
    botId: botId ?? "",
    userId,
    ...(tenantId ? { tenantId } : {}),
  };
}

const PARTS = 6;

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return ""; // a URIError: not one of ours
  }
}

/**
 * The hosts that Azure Bot Service answers from. A bearer token of ours goes nowhere else: a `serviceUrl` comes in a
 * message's body, and whoever could choose it freely would be sent our token.
 * Source: learn.microsoft.com, "Bot connector API: base URI", and Teams' regional service addresses.
 */
const MICROSOFT_HOSTS = [
  "smba.trafficmanager.net",
  "smba.infra.gcc.teams.microsoft.com",
  "smba.infra.gov.teams.microsoft.us",
  "smba.infra.dod.teams.microsoft.us",
  ".botframework.com",
  ".botframework.azure.us",
] as const;

/** Whether we talk to this connector at all. `more` adds hosts; those on this machine may do without TLS. */
export function isTrustedService(serviceUrl: string, more: readonly string[]): boolean {
  if (!URL.canParse(serviceUrl)) return false;
  const { protocol, hostname, username, password } = new URL(serviceUrl);
  if (username !== "" || password !== "") return false;
  const isListed = [...MICROSOFT_HOSTS, ...more].some((host) =>
    host.startsWith(".") ? hostname.endsWith(host) : hostname === host,
  );
  return isListed && (protocol === "https:" || (protocol === "http:" && isLoopback(hostname)));
}

/** Whether a host name is this machine and nothing else. */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/.test(hostname);
}
