import type * as Sdk from "botbuilder";
import { SignInError } from "./faults.ts";
import type { Activity } from "./parse.ts";
import type { Reference } from "./reference.ts";

/** What is set for the bot's registration at Azure. */
export type Registration = {
  /** Empty only where nobody is asked for a token: on this machine, with the development flag. */
  appId: string;
  appPassword?: string | undefined;
  tenantId?: string | undefined;
  appType?: "MultiTenant" | "SingleTenant" | "UserAssignedMSI" | undefined;
  /** Another cloud than the public one: a government's, or a local one in tests. */
  cloud?: Cloud | undefined;
  /** How long a connector may take over one message. */
  timeoutMs?: number | undefined;
};

export type Cloud = {
  openIdMetadataUrl: string;
  /** Stands for https://api.botframework.com. */
  issuer?: string;
  /** Stands for our sign-in at Microsoft: the bearer of our own requests, or `undefined` for none. */
  bearer?: () => Promise<string | undefined>;
};

/** What we post: words with what belongs to them, or that we are typing. */
export type Posted =
  | { type: "message"; text: string; textFormat: "plain"; attachments?: Sdk.Attachment[] }
  | { type: "typing" };

export type Connector = {
  /** Whether Azure Bot Service vouches for this activity. @throws when its keys could not be read: then nobody knows. */
  vouches(authorization: string, activity: Activity): Promise<boolean>;
  /** Posts once. @throws what `outcomeOf` reads. Returns the activity's id where the channel tells one. */
  post(reference: Reference, activity: Posted): Promise<string | undefined>;
  /** Proves the app's id and secret. @throws SignInError. */
  signIn(): Promise<void>;
};

/** The public cloud's issuer of channel tokens. Source: learn.microsoft.com, "Authenticate requests from the Bot Connector service". */
const ISSUER = "https://api.botframework.com";

/** Loads `botbuilder` (half a second) and builds its CloudAdapter. */
export async function openConnector(set: Registration): Promise<Connector> {
  const sdk = await import("botbuilder");
  const settings = settingsOf(set);
  const credentials = credentialsOf(sdk, set, settings);
  const auth = new sdk.ConfigurationBotFrameworkAuthentication(settings, credentials);
  const adapter = new sdk.CloudAdapter(auth);
  return {
    vouches: (authorization, activity) => vouches(auth, authorization, activity, set),
    async post(reference, activity) {
      let id: string | undefined;
      await adapter.continueConversationAsync(set.appId, conversation(reference), async (turn) => {
        onceOnly(turn, adapter, set.timeoutMs ?? TIMEOUT_MS);
        // the SDK invents an id for the turn and would post ours as a reply to it
        Reflect.deleteProperty(turn.activity, "id");
        const sent = await turn.sendActivity(activity);
        id = sent?.id || undefined;
      });
      return id;
    },
    async signIn() {
      const signer = await credentials.createCredentials(set.appId, ISSUER, LOGIN, true);
      // all that signing does to a request is to set one header
      const request = { headers: { set: () => {} } } as unknown as Parameters<
        typeof signer.signRequest
      >[0];
      await signer.signRequest(request);
    },
  };
}

/** Teams answers within seconds or not at all. */
const TIMEOUT_MS = 12_000;
const LOGIN = "https://login.microsoftonline.com/botframework.com";

function settingsOf({ appId, appPassword, tenantId, appType, cloud }: Registration) {
  return {
    MicrosoftAppId: appId,
    // a managed identity has no password, and the SDK refuses one
    MicrosoftAppPassword: appType === "UserAssignedMSI" ? "" : (appPassword ?? ""),
    MicrosoftAppType: appType ?? "MultiTenant",
    ...(tenantId === undefined ? {} : { MicrosoftAppTenantId: tenantId }),
    ...(cloud ? cloudSettings(cloud) : {}),
  };
}

/** As soon as one of these is given, the SDK takes all of them as given. */
function cloudSettings({ openIdMetadataUrl, issuer }: Cloud) {
  return {
    ToBotFromChannelOpenIdMetadataUrl: openIdMetadataUrl,
    ToBotFromEmulatorOpenIdMetadataUrl: openIdMetadataUrl,
    ToBotFromChannelTokenIssuer: issuer ?? ISSUER,
    ToChannelFromBotLoginUrl: LOGIN,
    ToChannelFromBotOAuthScope: ISSUER,
    OAuthUrl: ISSUER,
  };
}

type Credentials = Pick<
  Sdk.ConfigurationServiceClientCredentialFactory,
  "isValidAppId" | "isAuthenticationDisabled" | "createCredentials"
>;

/** The SDK's own sign-in, with its failures told apart from those of the post that follows. */
function credentialsOf(
  sdk: typeof Sdk,
  set: Registration,
  settings: ReturnType<typeof settingsOf>,
): Credentials {
  const bearer = set.cloud?.bearer;
  if (bearer) {
    return {
      isValidAppId: async (appId) => appId === set.appId,
      isAuthenticationDisabled: async () => set.appId === "",
      createCredentials: async () => ({
        async signRequest(request) {
          const token = await bearer();
          if (token !== undefined) request.headers.set("authorization", `Bearer ${token}`);
          return request;
        },
      }),
    };
  }
  const real = new sdk.ConfigurationServiceClientCredentialFactory(settings);
  return {
    isValidAppId: (appId) => real.isValidAppId(appId),
    isAuthenticationDisabled: () => real.isAuthenticationDisabled(),
    async createCredentials(...given) {
      const signer = await real.createCredentials(...given);
      return {
        signRequest: (request) =>
          signer.signRequest(request).catch((error: unknown) => {
            throw new SignInError(error);
          }),
      };
    },
  };
}

/**
 * The SDK's check, for the one kind of token that a channel sends. The SDK would also take what it calls emulator and
 * skill tokens, for which no service address is compared: a bearer of ours, overheard by a connector, is one of them.
 */
async function vouches(
  auth: Sdk.ConfigurationBotFrameworkAuthentication,
  authorization: string,
  activity: Activity,
  { cloud }: Registration,
): Promise<boolean> {
  const issuer = cloud?.issuer ?? ISSUER;
  if (activity.channelId === "AseChannel" || issuerOf(authorization) !== issuer) return false;
  try {
    // null and absent are the same to the SDK, which only reads channelId, serviceUrl and recipient here
    await auth.authenticateRequest(
      activity as Partial<Sdk.Activity> as Sdk.Activity,
      authorization,
    );
    return true;
  } catch (error) {
    if (isOutage(error)) throw error;
    return false;
  }
}

/** The issuer that a bearer token claims; nothing is proven by it. */
function issuerOf(authorization: string): unknown {
  const [, payload] = /^Bearer [\w-]+\.([\w-]+)\.[\w-]+$/.exec(authorization) ?? [];
  if (payload === undefined) return undefined;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, "base64url").toString("utf8"));
    return typeof claims === "object" && claims !== null && "iss" in claims
      ? claims.iss
      : undefined;
  } catch {
    return undefined; // not JSON: no token of anybody's
  }
}

/** Microsoft's keys could not be fetched. Everything else that goes wrong is the token's own fault. */
function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const status = "statusCode" in error ? Number(error.statusCode) : 0;
  return error.name === "FetchError" || status >= 500;
}

function conversation(reference: Reference): Partial<Sdk.ConversationReference> {
  const { channelId, serviceUrl, conversationId, botId, userId, tenantId } = reference;
  return {
    channelId,
    serviceUrl,
    bot: { id: botId, name: "" },
    user: { id: userId, name: "" },
    conversation: {
      id: conversationId,
      isGroup: false,
      conversationType: "",
      name: "",
      ...(tenantId === undefined ? {} : { tenantId }),
    },
  };
}

/** What we use of the HTTP pipeline that hides in the SDK's connector client. */
type Pipeline = {
  removePolicy(policy: { name: string }): unknown;
  addPolicy(policy: {
    name: string;
    sendRequest<Asked extends { timeout: number }, Answer>(
      request: Asked,
      next: (request: Asked) => Promise<Answer>,
    ): Promise<Answer>;
  }): void;
};

/**
 * One post, one attempt: by itself the SDK posts the same message four times when an answer is lost, whatever its
 * retry options say, and follows redirects with our bearer.
 */
function onceOnly(turn: Sdk.TurnContext, adapter: Sdk.CloudAdapter, timeoutMs: number): void {
  // the pipeline is not in the SDK's types; a test counts the posts
  const client = turn.turnState.get(adapter.ConnectorClientKey) as {
    client: { pipeline: Pipeline };
  };
  const { pipeline } = client.client;
  for (const name of ["defaultRetryPolicy", "redirectPolicy"]) pipeline.removePolicy({ name });
  pipeline.addPolicy({
    name: "nightdeskTimeout",
    sendRequest(request, next) {
      request.timeout = timeoutMs;
      return next(request);
    },
  });
}
