import { localeFor } from "./core/locale.ts";
import { nearest } from "./core/nearest.ts";
import { CANNED_FACTS, type CannedReply, GAP, type Phrase, type Shop } from "./core/shop.ts";
import { deadRules } from "./handoff/dead-rules.ts";
import { hoursFrom, hoursMistakes } from "./handoff/hours/hours.ts";
import { overlapsIn } from "./handoff/hours/weekly-hours.ts";
import type { Finding, ShopFiles } from "./integrations/shop/shop-files.ts";
import { type Catalogue, loadCatalogue, mergeCatalogue } from "./intents/catalogue.ts";
import { knowledgeFrom } from "./intents/knowledge/knowledge.ts";
import { knowledgeMistakes } from "./intents/knowledge/knowledge-file.ts";
import { shippedLanguage } from "./intents/language.ts";
import { multilingual } from "./intents/multilingual.ts";
import { phraseBook, phraseMistakes, shippedPhrases } from "./intents/phrases.ts";
import {
  type ExplainingRecogniser,
  type RecogniserOptions,
  trainRecogniser,
} from "./intents/recognise.ts";
import { remarksOnIntents } from "./intents/remarks.ts";
import { type Taught, taughtIn, withTaught } from "./intents/taught.ts";

/** A shop, and what `try` and `check` look into. */
export type BuiltShop = Shop & {
  recogniser: ExplainingRecogniser;
  catalogue: Catalogue;
  taught: Taught;
};

/** What is wrong with files that have the right shape: hours that cannot be, texts that cannot be filled in. */
export function examineShop(files: ShopFiles): readonly Finding[] {
  const { shop, phrases, knowledge, icalText } = files;
  const ofShop = hoursMistakes({ ...shop, icalText });
  const ofTeams = Object.entries(shop.teams).flatMap(([name, team]) =>
    (team.hours ? hoursMistakes({ ...shop, hours: team.hours, icalText }) : [])
      .filter(({ path }) => path[0] === "hours")
      .map(({ path, message }) => ({ path: ["teams", name, ...path], message })),
  );
  const ofTexts = Object.entries(phrases).flatMap(([locale, own]) =>
    phraseMistakes({ locale, timezone: shop.timezone, shipped: shippedPhrases(locale), own }).map(
      ({ key, problem }) => ({ file: `phrases/${locale}.yaml`, path: [key], message: problem }),
    ),
  );
  return [
    ...[...ofShop, ...ofTeams].map((mistake) => ({ file: "shop.yaml", ...mistake })),
    ...ofTexts,
    ...namesOfNothing(files),
    ...knowledge.flatMap((file) =>
      knowledgeMistakes(file).map((mistake) => ({
        file: `knowledge/${file.name}`,
        path: [],
        ...mistake,
      })),
    ),
  ];
}

/** What may stay so but hardly was meant: hours that overlap, rules that can never decide, intents that little or nothing leads to, answers that are never said, phrases that two have. */
export function remarkOnShop(files: ShopFiles): readonly Finding[] {
  return [
    ...hoursTwice(files),
    ...rulesInVain(files),
    ...remarksOnIntents(files.intents, shippedLanguage(files.shop.locales[0] ?? "en")).map(
      (remark) => ({ file: "intents.yaml", ...remark }),
    ),
  ];
}

function hoursTwice({ shop }: ShopFiles): readonly Finding[] {
  const ofTeams = Object.entries(shop.teams).flatMap(([name, { hours = {} }]) =>
    overlapsIn(hours).map(({ path, message }) => ({ path: ["teams", name, ...path], message })),
  );
  return [...overlapsIn(shop.hours), ...ofTeams].map((each) => ({ file: "shop.yaml", ...each }));
}

function rulesInVain({ handoff: { rules } }: ShopFiles): readonly Finding[] {
  return deadRules(rules).map(({ index, behind }) => ({
    file: "handoff.yaml",
    path: ["rules", index, "name"],
    message: `"${rules[index]?.name}" never decides: "${rules[behind]?.name}" before it holds whenever it does`,
  }));
}

/** Intents and texts that are meant by name, and of which there is none: a rule that never fires, a key read out to a customer. */
function namesOfNothing({ shop, handoff, intents, phrases }: ShopFiles): readonly Finding[] {
  const [own = "en"] = shop.locales;
  const names = [
    ...loadCatalogue(shippedLanguage(own)).intents.keys(),
    ...Object.keys(intents.intents),
  ];
  const texts = Object.keys(shippedPhrases(own));
  const ownTexts = Object.values(phrases).flatMap((texts) => Object.keys(texts));
  const answers = Object.values(intents.intents).flatMap(({ answer }) => answer ?? []);
  const hint = (name: string, known: readonly string[]) => {
    const meant = nearest(name, known);
    return meant === undefined ? "" : `: did you mean "${meant}"?`;
  };
  const ofRules = handoff.rules.flatMap(({ when: { intent = [] } }, index) =>
    [intent]
      .flat()
      .filter((name) => !names.includes(name))
      .map((name) => ({
        file: "handoff.yaml",
        path: ["rules", index, "when", "intent"],
        message: `there is no intent "${name}"${hint(name, names)}`,
      })),
  );
  const ofLanguages = handoff.rules.flatMap(({ when: { language = [] } }, index) =>
    [language]
      .flat()
      .filter((name) => !shop.locales.includes(name))
      .map((name) => ({
        file: "handoff.yaml",
        path: ["rules", index, "when", "language"],
        message: `nobody is ever understood in "${name}": expected one of the locales of shop.yaml: ${shop.locales.join(", ")}`,
      })),
  );
  const ofAnswers = Object.entries(intents.intents)
    .filter(([, { answer = "" }]) => /^[a-z_]+(\.[a-z_]+)+$/.test(answer))
    .filter(([, { answer = "" }]) => ![...texts, ...ownTexts].includes(answer))
    .map(([name, { answer = "" }]) => ({
      file: "intents.yaml",
      path: ["intents", name, "answer"],
      message: `there is no text "${answer}" in phrases/${own}.yaml${hint(answer, ownTexts)}`,
    }));
  const ofTexts = Object.entries(phrases).flatMap(([locale, own]) =>
    Object.keys(own)
      .filter((key) => !texts.includes(key) && !answers.includes(key) && !key.startsWith(CANNED))
      .filter((key) => nearest(key, texts) !== undefined)
      .map((key) => ({
        file: `phrases/${locale}.yaml`,
        path: [key],
        message: `nothing is said by "${key}"${hint(key, texts)}`,
      })),
  );
  return [...ofRules, ...ofLanguages, ...ofAnswers, ...ofTexts];
}

/** The retailer's files made ready to be asked: hours computed, intents learnt, texts parsed. */
export function buildShop(
  files: ShopFiles,
  learn: (options: RecogniserOptions) => ExplainingRecogniser = trainRecogniser,
): BuiltShop {
  const { shop: file } = files;
  const { icalText } = files;
  const hours = hoursFrom({ ...file, icalText });
  const teams = new Map(
    Object.entries(file.teams).map(([name, team]) => [
      name,
      team.hours ? hoursFrom({ ...file, hours: team.hours, icalText }) : hours,
    ]),
  );
  const { locales, timezone } = file;
  const [own = "en"] = locales;
  const catalogueFor = once((locale) => catalogueOf(locale, files));
  const catalogue = catalogueFor(own);
  const phrases = once((locale) =>
    phraseBook({
      locale,
      timezone,
      shipped: shippedPhrases(locale),
      own: files.phrases[locale] ?? {},
    }),
  );
  const canned = once((locale) =>
    cannedOf(files.phrases[locale] ?? {}, phrases(locale), file.name),
  );
  /** "DE-BY" has the phones of "DE". */
  const country = file.holidays.country?.slice(0, 2);
  const taught = taughtIn(files.intents);
  const learnIn = (locale: string) => {
    const recogniser = learn({
      catalogue: catalogueFor(locale),
      orderNumber: file.order_number,
      ...(country === undefined ? {} : { country }),
      locale,
      timezone,
    });
    return shippedLanguage(locale) === shippedLanguage(own)
      ? withTaught(recogniser, taught)
      : recogniser;
  };
  return {
    file,
    handoff: files.handoff,
    intents: files.intents,
    hours,
    hoursOf: (team) => teams.get(team) ?? hours,
    recogniser:
      locales.length > 1
        ? multilingual(locales, { phrasesOf: (locale) => phrasesIn(catalogueFor(locale)), learnIn })
        : learnIn(own),
    ...(files.knowledge.length > 0 ? { knowledge: knowledgeFrom(files.knowledge) } : {}),
    intentNames: [...catalogue.intents.keys()],
    intent: (name, locale) => catalogueFor(localeFor(locales, locale)).intents.get(name),
    phrases: (locale) => phrases(localeFor(locales, locale)),
    canned: (locale) => canned(localeFor(locales, locale)),
    catalogue,
    taught,
  };
}

/** The shop's own phrases are in its own language; in the others its intents have their answers, and our phrases. */
function catalogueOf(locale: string, { shop, intents }: ShopFiles): Catalogue {
  const shipped = loadCatalogue(shippedLanguage(locale));
  const [own = "en"] = shop.locales;
  if (shippedLanguage(locale) === shippedLanguage(own)) return mergeCatalogue(shipped, intents);
  const answers = Object.entries(intents.intents).map(([name, { answer, title }]) => [
    name,
    {
      phrases: [],
      replace: false,
      ...(answer === undefined ? {} : { answer }),
      ...(title === undefined || shipped.intents.has(name) ? {} : { title }),
    },
  ]);
  return mergeCatalogue(shipped, { intents: Object.fromEntries(answers) });
}

function phrasesIn({ intents }: Catalogue): readonly string[] {
  return [...intents.values()].flatMap(({ phrases }) => phrases);
}

/** What is made for a locale, made when it is first asked for. */
function once<Made>(make: (locale: string) => Made): (locale: string) => Made {
  const made = new Map<string, Made>();
  return (locale) => {
    const known = made.get(locale) ?? make(locale);
    made.set(locale, known);
    return known;
  };
}

const CANNED = "canned.";

function cannedOf(
  own: Readonly<Record<string, string>>,
  phrase: Phrase,
  shop: string,
): readonly CannedReply[] {
  const gaps = Object.fromEntries(CANNED_FACTS.map((fact) => [fact, GAP]));
  const keys = Object.keys(own).filter((key) => key.startsWith(CANNED));
  return keys.map((key) => ({
    name: key.slice(CANNED.length),
    text: (facts) => phrase(key, { ...gaps, ...facts, shop }),
  }));
}
