import type * as Sdk from "@slack/bolt";
import type { Conversation } from "../../core/conversation.ts";
import type { Hours } from "../../core/hours.ts";
import { addressKind, addressValue } from "../../core/message.ts";
import type { Channel, Edge, Outgoing } from "../channel.ts";
import { fetchFile } from "../fetch-file.ts";
import type { KeptFile } from "../file-links.ts";
import { splitText } from "../split-text.ts";
import { deskWhisper } from "./blocks.ts";
import { boltRouter, boltSocket, callOptions, type TakeIn } from "./bolt.ts";
import { checkDesk } from "./check.ts";
import { takeIn } from "./desk.ts";
import type { DeskInbox } from "./desk-inbox.ts";
import { slackGroups } from "./groups.ts";
import { postPace } from "./pace.ts";
import { slackPeople } from "./people.ts";
import { reconcileDesk } from "./reconcile.ts";
import { sendToDesk, whisperTo } from "./send.ts";
import { keepConnected } from "./socket.ts";
import { mountSlackWebhook } from "./webhook.ts";

export type SlackDeskOptions = {
  botToken: string;
  /** For HTTP: without it (and without `appToken`) nothing comes in. */
  signingSecret?: string;
  /** Socket Mode when set; then no webhook is mounted. */
  appToken?: string;
  /** Stands for https://slack.com/api/. */
  apiUrl: string;
  /** Every team that hands over to people; `check` looks at their channels. */
  teams?(): readonly string[];
  /** A team's desk channel, by Slack's id, as the shop's files say now. */
  channelOf(team: string): string | undefined;
  /** Whether a full member of the workspace may serve this team by the shop's list; asked at every click. */
  mayServe(agentId: string, team: string): boolean;
  /** A Slack user group whose members may serve this team as well. */
  groupOf?(team: string): string | undefined;
  /** The shop's canned reply of this name, filled with what is known of this customer. */
  canned?(name: string, about: Conversation | undefined): string | undefined;
  /** Where people outside may read a file that some channel's provider keeps. Absent: files are named, not shown. */
  linkTo?(file: KeptFile, now: number): string;
  /** For `/nightdesk hours`. */
  hoursOf?(team: string): Hours | undefined;
};

/**
 * The agents' desk in Slack, and customers who write to the app there, with the real Bolt: over HTTP
 * (`POST /slack/events`) or Socket Mode. The SDK is loaded when somebody first writes or clicks, or the first card goes
 * there: it takes a third of a second of the three that Slack waits, and as much memory as all the rest.
 */
export function slackDesk(options: SlackDeskOptions): Channel {
  const { appToken, signingSecret, channelOf, linkTo } = options;
  const { sdk, client, workspaceUrl } = lazySdk(options);
  const channelFor = ({ send }: Outgoing) => channelOf(addressValue(send.to));
  const wiring = async (edge: Edge) => ({
    sdk: await sdk(),
    botToken: options.botToken,
    apiUrl: options.apiUrl,
    takeIn: inboxOf(options, edge, { client, workspaceUrl }),
    edge,
  });
  return {
    name: "slack",
    carries: ["desk", "slack"],
    mount(app, edge) {
      if (appToken !== undefined || signingSecret === undefined) return;
      const router = once(async () => boltRouter(await wiring(edge)));
      mountSlackWebhook(app, edge, signingSecret, router);
    },
    async run(edge, signal) {
      if (appToken === undefined) return;
      await keepConnected(boltSocket(await wiring(edge), appToken), edge, signal);
    },
    split: (text, to) => (addressKind(to) === "slack" ? splitText(text, TEXT_LIMIT) : [text]),
    pace: (outgoing) => postPace(outgoing, channelFor(outgoing)),
    send: (outgoing) =>
      sendToDesk(
        () => client("patient"),
        outgoing,
        channelFor(outgoing),
        linkTo &&
          (({ url, contentType }) =>
            linkTo({ channel: keeperOf(url), url, type: contentType }, outgoing.send.createdAt)),
        () => workspaceUrl().catch(() => undefined), // a list without links is a list all the same
      ),
    reconcile: (outgoing) => reconcileDesk(() => client("patient"), outgoing, channelFor(outgoing)),
    fetchFile: (url) =>
      fetchFile(url, {
        hosts: [SLACK_FILES],
        authorization: `Bearer ${options.botToken}`,
        origin: options.apiUrl === SLACK_API ? undefined : options.apiUrl,
      }),
    async check() {
      if (appToken === undefined && signingSecret === undefined) {
        return [
          "Set SLACK_SIGNING_SECRET (HTTP) or SLACK_APP_TOKEN (Socket Mode): without either no click arrives.",
        ];
      }
      const { webApi } = await sdk();
      return checkDesk({
        client: await client("patient"),
        socketClient:
          appToken === undefined
            ? undefined
            : new webApi.WebClient(appToken, callOptions(await sdk(), options.apiUrl, "patient")),
        apiUrl: options.apiUrl,
        channels: (options.teams?.() ?? []).map((team) => ({ team, channel: channelOf(team) })),
        groups: (options.teams?.() ?? []).flatMap((team) => {
          const group = options.groupOf?.(team);
          return group === undefined ? [] : [{ team, group }];
        }),
      });
    },
  };
}

/** Slack advises at most 4,000 characters, of which some are written longer on the way. Source: docs.slack.dev, chat.postMessage */
const TEXT_LIMIT = 3_000;

/** Customers' files come from Slack itself and from carriers, and all of those are Twilio's. */
function keeperOf(url: string): "slack" | "twilio" {
  return URL.canParse(url) && new URL(url).hostname === SLACK_FILES ? "slack" : "twilio";
}

const SLACK_FILES = "files.slack.com";

type Client = (pace: "quick" | "patient") => Promise<Sdk.webApi.WebClient>;

/** Rejects when Slack does not say; then it is asked again the next time. */
type WorkspaceUrl = () => Promise<string | undefined>;

const SLACK_API = "https://slack.com/api/";

/** Loads the SDK at most once, when somebody needs it. */
function lazySdk({ botToken, apiUrl }: SlackDeskOptions): {
  sdk: () => Promise<typeof Sdk>;
  client: Client;
  workspaceUrl: WorkspaceUrl;
} {
  const sdk = once(() => import("@slack/bolt"));
  const built = (pace: "quick" | "patient") =>
    once(async () => {
      const loaded = await sdk();
      return new loaded.webApi.WebClient(botToken, callOptions(loaded, apiUrl, pace));
    });
  const clients = { quick: built("quick"), patient: built("patient") };
  let workspace: string | undefined;
  return {
    sdk,
    client: (pace) => clients[pace](),
    async workspaceUrl() {
      workspace ??= (await (await clients.quick()).auth.test()).url;
      return workspace;
    },
  };
}

/** What every body from Slack goes through, whichever road it took. */
function inboxOf(
  options: SlackDeskOptions,
  edge: Edge,
  { client, workspaceUrl: asked }: { client: Client; workspaceUrl: WorkspaceUrl },
): TakeIn {
  const people = slackPeople(
    async (user) => (await client("quick")).users.info({ user }),
    edge.clock,
  );
  const whisper: DeskInbox["whisper"] = (userId, place, text) => {
    client("patient")
      .then((slack) => whisperTo(slack, userId, place, deskWhisper(text)))
      .catch((error: unknown) => edge.events.failed({ what: "whispering to an agent", error }));
  };
  const openForm: DeskInbox["openForm"] = (trigger_id, view) => {
    client("quick")
      .then((slack) => slack.views.open({ trigger_id, view }))
      .catch((error: unknown) => edge.events.failed({ what: "opening a form in Slack", error }));
  };
  const publishHome: DeskInbox["publishHome"] = (user_id, view) => {
    client("patient")
      .then((slack) => slack.views.publish({ user_id, view }))
      .catch((error: unknown) => edge.events.failed({ what: "showing an App Home", error }));
  };
  const inGroup = slackGroups(
    async (usergroup) => (await client("quick")).usergroups.users.list({ usergroup }),
    edge.clock,
  );
  const mayServe: DeskInbox["mayServe"] = async (agentId, team) => {
    if (options.mayServe(agentId, team)) return true;
    const group = options.groupOf?.(team);
    return group !== undefined && inGroup(agentId, group);
  };
  const workspaceUrl: DeskInbox["workspaceUrl"] = async () => {
    try {
      return await asked();
    } catch (error) {
      edge.events.failed({ what: "asking Slack where the workspace lives", error }); // asked again at the next list
      return undefined;
    }
  };
  const teams = options.teams ?? (() => []);
  const hoursOf = options.hoursOf ?? (() => undefined);
  const canned: DeskInbox["canned"] = (name, about) => options.canned?.(name, about);
  const { linkTo } = options;
  const fileLink: DeskInbox["fileLink"] = (file) =>
    linkTo?.({ channel: "slack", url: file.url, type: file.type }, edge.clock.now());
  const desk = {
    edge,
    people,
    mayServe,
    whisper,
    openForm,
    publishHome,
    teams,
    hoursOf,
    canned,
    fileLink,
    workspaceUrl,
  };
  return (body) => takeIn(body, desk);
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
