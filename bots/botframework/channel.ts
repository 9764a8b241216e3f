import { ConfigurationError } from "../../core/errors.ts";
import type { Channel } from "../channel.ts";
import { splitText } from "../split-text.ts";
import { type Connector, openConnector, type Registration } from "./connector.ts";
import { explainConnectorError, SignInError } from "./faults.ts";
import { isLoopback } from "./reference.ts";
import { MESSAGE_LIMIT, sendByConnector, showsPicture, typeByConnector } from "./send.ts";
import { mountMessages } from "./webhook.ts";

export type BotFrameworkOptions = Registration & {
  /** Connector hosts beyond Microsoft's own; one that begins with "." stands for all below it. */
  serviceHosts?: readonly string[] | undefined;
  /** Asks nobody for a token: for a bot emulator on this machine. Refused with an app id, or anywhere else. */
  isOpenForDevelopment?: boolean | undefined;
  /** The address the server is bound to, and the one the world knows. */
  host: string;
  publicUrl: string;
};

/**
 * Microsoft Teams, and whatever else Azure Bot Service carries, by the Bot Framework: `POST /api/messages` in, its
 * connectors out. A person is `teams:<channel>/<id>`; our own address holds the conversation reference.
 * @throws ConfigurationError without an app id, unless it is open for development on this machine alone.
 */
export function botFrameworkChannel(options: BotFrameworkOptions): Channel {
  const isOpen = openness(options);
  const serviceHosts = [...(options.serviceHosts ?? []), ...(isOpen ? THIS_MACHINE : [])];
  const registration = isOpen ? { ...options, cloud: NO_TOKENS } : options;
  let opening: Promise<Connector> | undefined;
  const connector = () => {
    opening ??= openConnector(registration).catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  };
  return {
    name: "botframework",
    carries: ["teams"],
    mount(app, edge) {
      mountMessages(app, edge, { isOpen, serviceHosts, connector });
      // the first message must not wait for half a second of loading
      connector().catch((error: unknown) =>
        edge.events.failed({ what: "loading Bot Framework", error }),
      );
    },
    split: (text) => splitText(text, MESSAGE_LIMIT),
    attaches: showsPicture,
    send: ({ send }) => sendByConnector(send, serviceHosts, connector),
    typing: ({ from }) => typeByConnector(from, serviceHosts, connector),
    /** A bot cannot read what it has posted. */
    reconcile: async () => ({ kind: "unknown" }),
    explain: explainConnectorError,
    check: () => complaints(options, isOpen, connector),
  };
}

const THIS_MACHINE = ["localhost", "127.0.0.1", "[::1]"];
const NO_TOKENS = { openIdMetadataUrl: "", bearer: async () => undefined };

/** Without an app id the SDK believes every caller, and posts to whatever address a caller names. */
function openness({ appId, isOpenForDevelopment, host, publicUrl }: BotFrameworkOptions): boolean {
  if (appId !== "" && !isOpenForDevelopment) return false;
  if (appId !== "") {
    throw new ConfigurationError([
      "MICROSOFT_UNSIGNED=true opens the bot to anybody: leave MICROSOFT_APP_ID empty with it, or leave it out",
    ]);
  }
  if (!isOpenForDevelopment) {
    throw new ConfigurationError([
      "MICROSOFT_APP_ID is empty: without it anybody could speak as Microsoft Teams",
    ]);
  }
  if (!isLoopback(host) || !isLoopback(new URL(publicUrl).hostname)) {
    throw new ConfigurationError([
      `MICROSOFT_UNSIGNED=true is for a bot emulator on this machine: HOST (${host}) and PUBLIC_URL (${publicUrl}) must be 127.0.0.1`,
    ]);
  }
  return true;
}

async function complaints(
  options: BotFrameworkOptions,
  isOpen: boolean,
  connector: () => Promise<Connector>,
): Promise<readonly string[]> {
  if (isOpen) return ["MICROSOFT_UNSIGNED=true: anybody on this machine can write as anybody"];
  const { appType, tenantId, publicUrl } = options;
  const found: string[] = [];
  if (tenantId === undefined && appType !== undefined && appType !== "MultiTenant") {
    return [`MICROSOFT_APP_TENANT_ID is missing: ${appType} needs it`];
  }
  if (new URL(publicUrl).protocol !== "https:" && !options.cloud) {
    found.push(
      `Azure Bot Service cannot reach PUBLIC_URL ${publicUrl}: set it to this server's public https address`,
    );
  }
  try {
    await (await connector()).signIn();
  } catch (error) {
    const settings = "MICROSOFT_APP_ID with MICROSOFT_APP_PASSWORD";
    found.push(
      error instanceof SignInError && error.isRejected
        ? `Microsoft refuses ${settings}: ${error.message}`
        : `Microsoft was not asked about ${settings}: ${String(error)}`,
    );
  }
  return found;
}
