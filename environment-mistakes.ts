import { nearest, slips } from "./core/nearest.ts";
import { CHANNELS, GROUPS, type Group, NAMES, type Name, variablesSchema } from "./environment.ts";

/**
 * Everything wrong with what was given, one line each: values out of range, half a channel, misspelt names.
 * Secrets are named, never shown.
 */
export function environmentMistakes(given: Readonly<Record<string, string>>): readonly string[] {
  return [
    ...wrongValues(given),
    ...halfGroups(given),
    ...commerceMistakes(given),
    ...misspelt(given),
  ];
}

/** "one of A, B", or just "A". */
export function oneOf(names: readonly Name[]): string {
  return names.length === 1 ? String(names[0]) : `one of ${names.join(", ")}`;
}

type Given = Readonly<Record<string, string>>;

function wrongValues(given: Given): readonly string[] {
  const issues = variablesSchema.safeParse(given).error?.issues ?? [];
  return issues.map((issue) => {
    const name = String(issue.path[0]);
    const expected =
      issue.code === "invalid_value" ? `expected ${issue.values.join(", ")}` : issue.message;
    return `${name} is ${shown(name, given[name] ?? "")}: ${expected}`;
  });
}

/** Addresses with a password in them are secrets too. */
function shown(name: string, value: string): string {
  const isSecret =
    /TOKEN|SECRET|PASSWORD|KEY|_SID$|SMTP_URL|REDIS_URL/.test(name) || /\/\/[^/]*@/.test(value);
  return isSecret ? "not usable (its value is not shown)" : JSON.stringify(value);
}

function halfGroups(given: Given): readonly string[] {
  return CHANNELS.flatMap((key) => {
    const group: Group = GROUPS[key];
    const isBegun = [
      ...group.needs.flat(),
      ...group.may.filter((name) => !name.endsWith("_API_URL")),
    ].some((name) => given[name] !== undefined);
    return isBegun ? missingOf(group, given) : [];
  });
}

function missingOf(group: Group, given: Given): readonly string[] {
  const missing = group.needs.filter((names) => names.every((name) => given[name] === undefined));
  return missing.map((names) => {
    const all = group.needs.map(oneOf).join(", ");
    return `${oneOf(names)} is missing: ${group.name} needs ${all}`;
  });
}

const SHOP_SYSTEMS = ["file", "medusa", "vendure", "shopify", "woocommerce"] as const;

function commerceMistakes(given: Given): readonly string[] {
  const chosen = SHOP_SYSTEMS.find((system) => system === given.COMMERCE);
  if (chosen !== undefined) {
    return missingOf(GROUPS[chosen], given);
  }
  const begun = SHOP_SYSTEMS.find(
    (system) =>
      system !== "file" &&
      [...GROUPS[system].needs.flat()].some((name) => given[name] !== undefined),
  );
  return given.COMMERCE === undefined && begun !== undefined
    ? [`COMMERCE is missing: ${GROUPS[begun].name} is described, expected COMMERCE=${begun}`]
    : [];
}

/** Names that other programs of the same vendors read; they mean nothing to us and are no mistake. */
const OTHERS =
  /^(OPENAI_(ORG_ID|ORGANIZATION|PROJECT_ID|API_BASE|API_TYPE|API_VERSION|LOG|WEBHOOK_SECRET)|TWILIO_(API_KEY|API_SECRET|API_KEY_SECRET|EDGE|REGION|LOG_LEVEL|PROFILE)|SLACK_(WEBHOOK_URL|CLIENT_ID|CLIENT_SECRET|USER_TOKEN|TEAM_ID)|SHOPIFY_(API_KEY|API_SECRET|CLI_.*|FLAG_.*))$/;

/** Prefixes that are ours alone, so that any other name that begins with them is a slip. */
const PREFIXES =
  /^(TWILIO|SLACK|MICROSOFT_APP|MEDUSA|VENDURE|SHOPIFY|WOOCOMMERCE|OPENAI|COMMERCE|SMTP)_/;

/** Shorter names are too near to other programs' names to be sure of. */
const LONG_ENOUGH = 7;

/** Counting slips is dear, and most of an environment is other programs'. */
function isPerhaps(name: string, known: string): boolean {
  return known.length >= LONG_ENOUGH && Math.abs(name.length - known.length) <= 1;
}

function misspelt(given: Given): readonly string[] {
  const unknown = Object.keys(given).filter(
    (name) => !(NAMES as readonly string[]).includes(name) && !OTHERS.test(name),
  );
  return unknown.flatMap((name) => {
    const isOurs = PREFIXES.test(name);
    const meant = isOurs
      ? nearest(name, NAMES)
      : NAMES.find((known) => isPerhaps(name, known) && slips(name, known) === 1);
    if (!isOurs && meant === undefined) {
      return [];
    }
    return [
      `${name} is not a variable of Nightdesk${meant === undefined ? ": see .env.example" : `: did you mean ${meant}?`}`,
    ];
  });
}
