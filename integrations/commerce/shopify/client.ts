import { type ZodType, z } from "zod";
import { OutcomeUnknownError, ProviderUnavailableError } from "../../../core/errors.ts";
import type { Clock } from "../../../core/ports.ts";
import { type Answer, askAt, readAnswer } from "../ask.ts";
import { envelopeSchema, readData } from "../graphql.ts";

const SYSTEM = "Shopify";

/** Stable from October 2026 for at least a year. Source: Shopify's release notes; versions are quarterly. */
const DEFAULT_VERSION = "2026-10";

/** A throttled question is asked again within this time, or given up: a customer waits for the answer. */
const PATIENCE_MS = 5_000;

/** Shopify restores this many points a second on the smallest plan. Source: Shopify's rate limits. */
const SLOWEST_RESTORE = 50;

const costSchema = z.object({
  requestedQueryCost: z.number(),
  throttleStatus: z.object({ currentlyAvailable: z.number(), restoreRate: z.number().positive() }),
});

const answerSchema = envelopeSchema.extend({
  extensions: z
    .object({
      cost: costSchema.optional().catch(undefined),
      /** Where a search names a field that does not exist, Shopify ignores it, answers everything, and says so here. */
      search: z
        .array(z.object({ warnings: z.array(z.object({ message: z.string() })).nullish() }))
        .optional(),
    })
    .optional(),
});
type ShopifyAnswer = z.output<typeof answerSchema>;

/** Talks to Shopify's Admin API. */
export type ShopifyClient = {
  /** One question that only reads. @throws ProviderUnavailableError when it could not find out. */
  ask<T>(query: string, variables: Record<string, unknown>, schema: ZodType<T>): Promise<T>;
  /**
   * One mutation. What Shopify says no to (`userErrors`) is in its answer.
   * @throws ProviderUnavailableError when nothing was changed, OutcomeUnknownError when something may have been.
   */
  change<T>(mutation: string, variables: Record<string, unknown>, schema: ZodType<T>): Promise<T>;
  /** The version asked for, and the one that the last answer came in: Shopify answers an old one in another. */
  versions(): { asked: string; answered: string | undefined };
};

/**
 * The Admin API of the shop, over GraphQL. Throttling (HTTP 200 with THROTTLED, or 429) is waited out within five
 * seconds by what the answer says of its bucket.
 */
export function shopifyClient(options: {
  shop: string;
  accessToken: string;
  apiVersion?: string;
  apiUrl?: string;
  clock: Clock;
}): ShopifyClient {
  const { clock, apiVersion = DEFAULT_VERSION } = options;
  let answered: string | undefined;
  const ask = askAt({
    system: SYSTEM,
    url: options.apiUrl ?? `https://${options.shop}`,
    headers: { "x-shopify-access-token": options.accessToken },
  });

  async function heard(query: string, variables: Record<string, unknown>, changes: boolean) {
    const deadline = clock.now() + PATIENCE_MS;
    for (;;) {
      const answer = await ask({
        method: "POST",
        path: `/admin/api/${apiVersion}/graphql.json`,
        body: { query, variables },
        changes,
      });
      answered = versionOf(answer) ?? answered;
      const waitMs = throttledFor(answer);
      if (waitMs === undefined) return answer;
      if (clock.now() + waitMs > deadline) {
        throw new ProviderUnavailableError(
          `${SYSTEM} is throttled: it has room again in ${Math.ceil(waitMs / 1000)} s`,
        );
      }
      await clock.sleep(waitMs);
    }
  }

  return {
    versions: () => ({ asked: apiVersion, answered }),
    async ask(query, variables, schema) {
      const told = readAnswer(SYSTEM, await heard(query, variables, false), answerSchema);
      refuseIgnoredFilters(told);
      return readData(systemNow(apiVersion, answered), told, schema);
    },
    async change(mutation, variables, schema) {
      const answer = await heard(mutation, variables, true);
      if (answer.status >= 400) return readAnswer(SYSTEM, answer, schema); // rejects: it was not let in
      const told = surely(() => readAnswer(SYSTEM, answer, answerSchema));
      if (isRefusal(told)) return readData(systemNow(apiVersion, answered), told, schema); // rejects as well
      return surely(() => readData(systemNow(apiVersion, answered), told, schema));
    },
  };
}

/** Shopify's own trouble in the middle of the work; every other error is found before the work begins. */
const BROKE_OFF = ["INTERNAL_SERVER_ERROR", "TIMEOUT"];

function isRefusal({ errors = [] }: ShopifyAnswer): boolean {
  const codes = errors.map(({ extensions }) => extensions?.code ?? "");
  return codes.length > 0 && !codes.some((code) => BROKE_OFF.includes(code));
}

/** Once a mutation was heard, an answer that cannot be read does not say that nothing was changed. */
function surely<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new OutcomeUnknownError(`what came of a change is not told: ${why}`, { cause: error });
  }
}

/** A question refused in another version than asked for is refused because of that, most likely. */
function systemNow(asked: string, answered: string | undefined): string {
  return answered === undefined || answered === asked
    ? SYSTEM
    : `${SYSTEM} (asked in version ${asked}, answering in ${answered})`;
}

function versionOf({ headers }: Answer): string | undefined {
  const version = headers["x-shopify-api-version"];
  return typeof version === "string" ? version : undefined;
}

/** How long to wait before asking again; `undefined` when the question was heard. */
function throttledFor(answer: Answer): number | undefined {
  if (answer.status === 429) return Number(answer.headers["retry-after"] ?? 1) * 1000 || 1000;
  if (!answer.text.includes('"THROTTLED"')) return undefined;
  const { errors, extensions } = readAnswer(SYSTEM, answer, answerSchema);
  if (!errors?.some(({ extensions: detail }) => detail?.code === "THROTTLED")) return undefined;
  const cost = extensions?.cost;
  if (!cost) return 1000;
  const missing = cost.requestedQueryCost - cost.throttleStatus.currentlyAvailable;
  const rate = Math.max(cost.throttleStatus.restoreRate, SLOWEST_RESTORE);
  return Math.max(100, Math.ceil((missing / rate) * 1000));
}

function refuseIgnoredFilters({ extensions }: ShopifyAnswer): void {
  const warnings = (extensions?.search ?? []).flatMap((search) => search.warnings ?? []);
  if (warnings.length > 0) {
    throw new ProviderUnavailableError(
      `${SYSTEM} ignores a part of what we search for: ${warnings.map(({ message }) => message).join("; ")}`,
    );
  }
}
