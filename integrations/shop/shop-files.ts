import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import type { z } from "zod";
import { type ConversationTest, conversationTestsSchema } from "../../core/conversation-test.ts";
import { ConfigurationError } from "../../core/errors.ts";
import { type HandoffFile, handoffFileSchema } from "../../core/handoff-file.ts";
import { type IntentsFile, intentsFileSchema } from "../../core/intents-file.ts";
import { isLocale, likelyLocale } from "../../core/locale.ts";
import { nearest } from "../../core/nearest.ts";
import { phrasesFileSchema } from "../../core/phrases-file.ts";
import { type ShopFile, shopFileSchema } from "../../core/shop-file.ts";
import { readIfThere, readYamlFile, type YamlFile } from "./yaml-file.ts";

/** Everything a retailer's folder says, checked. */
export type ShopFiles = {
  readonly shop: ShopFile;
  readonly handoff: HandoffFile;
  readonly intents: IntentsFile;
  /** Texts by key, by locale: `phrases/<locale>.yaml`. */
  readonly phrases: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** All of `tests/*.yaml`, in the order of the files' names; `places`: where each step stands, as file:line:column. */
  readonly tests: readonly (ConversationTest & { readonly places: readonly string[] })[];
  /** The shop's own documents, as they are: `knowledge/<name>`. */
  readonly knowledge: readonly { name: string; text: string }[];
  /** What stands in the file that `holidays.ical` names. */
  readonly icalText?: string;
};

/** What is wrong with files that have the right shape: the file as it lies in SHOP_DIR, and the keys (or the line) that lead there. */
export type Finding = {
  file: string;
  path: readonly (string | number)[];
  line?: number;
  message: string;
  /** Of a remark: it may well be meant, and what comes of it is good to know. */
  isHint?: true;
};

/** Looks for what no single value shows: hours that overlap, texts that cannot be filled in. */
export type Examine = (files: ShopFiles) => readonly Finding[];

/**
 * Reads SHOP_DIR. Only shop.yaml must be there. `remarks`: what can stay so but hardly was meant; `hints`: what may well be
 * meant. `tests` can be left unread: nothing that customers are told depends on them, and they take longer to read than all
 * the rest.
 * @throws ConfigurationError with every mistake of every file, each as `file:line:column: what is wrong, what was expected`.
 */
export async function readShopFiles(
  dir: string,
  examine: Examine = () => [],
  remark: Examine = () => [],
  tests: "read" | "unread" = "read",
): Promise<ShopFiles & { remarks: readonly string[]; hints: readonly string[] }> {
  const [shop, handoff, intents, phrases, conversations, knowledge] = await Promise.all([
    readYamlFile(join(dir, "shop.yaml"), shopFileSchema),
    readYamlFile(join(dir, "handoff.yaml"), handoffFileSchema),
    readYamlFile(join(dir, "intents.yaml"), intentsFileSchema),
    readFolder(join(dir, "phrases"), phrasesFileSchema, {}),
    tests === "read" ? readFolder(join(dir, "tests"), conversationTestsSchema, []) : [],
    readDocuments(join(dir, "knowledge")),
  ]);
  const ical = await readIcal(dir, shop);
  const mistakes = [
    ...[shop, handoff, intents].flatMap((file) => file.mistakes),
    ...[...phrases, ...conversations].flatMap(([, file]) => file.mistakes),
    ...missingShop(dir, shop),
    ...(await otherEndings(dir)),
    ...wrongLocales(phrases),
    ...unknownTeams(shop, handoff),
    ...knowledge.mistakes,
    ...ical.mistakes,
  ];
  if (shop.value === undefined || mistakes.length > 0) {
    throw new ConfigurationError(mistakes);
  }
  const files: ShopFiles = {
    shop: shop.value,
    handoff: handoff.value ?? handoffFileSchema.parse({}),
    intents: intents.value ?? intentsFileSchema.parse({}),
    phrases: Object.fromEntries(
      phrases.map(([file, { value }]) => [basename(file, ".yaml"), value ?? {}]),
    ),
    tests: conversations.flatMap(([, { value, place }]) =>
      (value ?? []).map((test, at) => ({
        ...test,
        places: test.steps.map((_, step) => place([at, "steps", step])),
      })),
    ),
    knowledge: knowledge.files,
    ...(ical.text === undefined ? {} : { icalText: ical.text }),
  };
  const places = new Map<string, YamlFile<unknown>>([
    [join(dir, "shop.yaml"), shop],
    [join(dir, "handoff.yaml"), handoff],
    [join(dir, "intents.yaml"), intents],
    ...phrases,
  ]);
  const told = ({ file, path, line, message }: Finding) => {
    const place =
      line === undefined
        ? places.get(join(dir, file))?.place([...path])
        : `${join(dir, file)}:${line}:1`;
    return `${place ?? join(dir, file)}: ${message}`;
  };
  const findings = examine(files).map(told);
  if (findings.length > 0) throw new ConfigurationError(findings);
  const remarked = remark(files);
  const hardlyMeant = remarked.filter(({ isHint }) => !isHint).map(told);
  return {
    ...files,
    remarks: [...(await almostNamed(dir)), ...intents.misread, ...hardlyMeant],
    hints: remarked.filter(({ isHint }) => isHint).map(told),
  };
}

/** What is wrong in `tests/*.yaml`. One file after the other: they are many, and a running server has customers to answer. */
export async function mistakesInTests(dir: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const file of await yamlFilesIn(join(dir, "tests")))
    found.push(...(await readYamlFile(file, conversationTestsSchema, [])).mistakes);
  return found;
}

type Folder<T> = readonly (readonly [file: string, YamlFile<T>])[];

async function readFolder<Schema extends z.ZodType>(
  folder: string,
  schema: Schema,
  empty: unknown,
): Promise<Folder<z.output<Schema>>> {
  const files = await yamlFilesIn(folder);
  return Promise.all(
    files.map(async (file) => [file, await readYamlFile(file, schema, empty)] as const),
  );
}

async function yamlFilesIn(folder: string): Promise<readonly string[]> {
  const names = await namesIn(folder);
  return names
    .filter((name) => name.endsWith(".yaml"))
    .sort()
    .map((name) => join(folder, name));
}

async function readDocuments(
  folder: string,
): Promise<{ files: ShopFiles["knowledge"]; mistakes: readonly string[] }> {
  const names = (await namesIn(folder)).filter((name) => name.endsWith(".md")).sort();
  const read = await Promise.all(
    names.map(async (name) => ({ name, text: await readIfThere(join(folder, name)) })),
  );
  return {
    files: read.flatMap(({ name, text }) => (typeof text === "string" ? [{ name, text }] : [])),
    mistakes: read.flatMap(({ name, text }) =>
      text instanceof Error ? [`${join(folder, name)}:1:1: cannot be read: ${text.message}`] : [],
    ),
  };
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException; // fs rejects with nothing else
    if (code === "ENOENT") {
      return []; // a shop need not have every folder
    }
    throw new ConfigurationError([
      `${folder}: cannot be read: ${message}: expected a folder, in the one that SHOP_DIR names`,
    ]);
  }
}

/** Whoever named a file so believes that it counts. */
async function otherEndings(dir: string): Promise<readonly string[]> {
  const folders = [dir, join(dir, "phrases"), join(dir, "tests")];
  const files = await Promise.all(
    folders.map(async (folder) => (await namesIn(folder)).map((name) => join(folder, name))),
  );
  return files
    .flat()
    .filter((file) => file.endsWith(".yml"))
    .map((file) => `${file}:1:1: is not read: expected a name that ends in .yaml`);
}

const FILES = ["shop.yaml", "handoff.yaml", "intents.yaml"];
const FOLDERS = ["phrases", "tests", "knowledge"];

/** What is perhaps a slip, and perhaps a copy that somebody keeps: a file or folder of nearly the name of one of ours. */
async function almostNamed(dir: string): Promise<readonly string[]> {
  const names = await namesIn(dir);
  const absent = FOLDERS.filter((name) => !names.includes(name));
  return names.flatMap((name) => {
    if (FILES.includes(name) || FOLDERS.includes(name)) return [];
    const known = name.endsWith(".yaml") ? FILES : absent;
    const meant = name.startsWith(".") ? undefined : nearest(name, known);
    return meant === undefined ? [] : [`${join(dir, name)}: is not read: did you mean ${meant}?`];
  });
}

function missingShop(dir: string, shop: YamlFile<ShopFile>): readonly string[] {
  const isAbsent = shop.value === undefined && shop.mistakes.length === 0;
  return isAbsent
    ? [
        `${join(dir, "shop.yaml")}:1:1: is missing: expected the shop's name, timezone and hours (SHOP_DIR says where)`,
      ]
    : [];
}

function wrongLocales(phrases: Folder<unknown>): readonly string[] {
  return phrases
    .filter(([file]) => !isLocale(basename(file, ".yaml")))
    .map(([file]) => {
      const meant = likelyLocale(basename(file, ".yaml")) ?? "da";
      return `${file}:1:1: is not named after a language: expected a name such as ${meant}.yaml`;
    });
}

/** Where everybody goes for whom no rule names a team. */
const CARE = "care";

function unknownTeams(shop: YamlFile<ShopFile>, handoff: YamlFile<HandoffFile>): readonly string[] {
  const teams = Object.keys(shop.value?.teams ?? {});
  if (teams.length > 0 && !teams.includes(CARE)) {
    const why = "whoever asks for a person goes to it, and what the files leave open";
    return [`${shop.place(["teams"])}: there is no team "${CARE}": expected one, for ${why}`];
  }
  const isKnown = (team: string) => teams.length === 0 || teams.includes(team);
  const expected = `expected a team of shop.yaml: ${teams.join(", ")}`;
  const rules = (handoff.value?.rules ?? []).flatMap(({ name, then: { team } }, index) => {
    const place = handoff.place(["rules", index, "then", "team"]);
    return isKnown(team) ? [] : [`${place}: "${name}" goes to team "${team}": ${expected}`];
  });
  const last = handoff.value?.escalate_to;
  return last === undefined || isKnown(last)
    ? rules
    : [...rules, `${handoff.place(["escalate_to"])}: escalate_to is "${last}": ${expected}`];
}

async function readIcal(
  dir: string,
  shop: YamlFile<ShopFile>,
): Promise<{ text?: string; mistakes: readonly string[] }> {
  const name = shop.value?.holidays.ical;
  if (name === undefined) {
    return { mistakes: [] };
  }
  const text = await readIfThere(join(dir, name));
  if (typeof text === "string") {
    return { text, mistakes: [] };
  }
  const why = text === undefined ? "is not there" : `cannot be read: ${text.message}`;
  const place = shop.place(["holidays", "ical"]);
  return {
    mistakes: [`${place}: the calendar "${name}" ${why}: expected a file beside shop.yaml`],
  };
}
