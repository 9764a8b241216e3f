import { handoffFileSchema } from "../../core/handoff-file.ts";
import type { Hours } from "../../core/hours.ts";
import { intentsFileSchema } from "../../core/intents-file.ts";
import type { Shop } from "../../core/shop.ts";
import { shopFileSchema } from "../../core/shop-file.ts";
import type { Recogniser, Understanding } from "../../core/understanding.ts";
import { hoursFrom } from "../../handoff/hours/hours.ts";
import { phraseBook, shippedPhrases } from "../../intents/phrases.ts";

/** Where nights are played, with the evenings on which the clocks change there. */
export const PLACES = [
  {
    timezone: "Europe/Copenhagen",
    evenings: ["2026-11-20", "2026-10-24", "2027-03-27", "2026-12-24"],
  },
  { timezone: "America/New_York", evenings: ["2026-10-31", "2027-03-13", "2026-11-26"] },
  { timezone: "Australia/Lord_Howe", evenings: ["2026-10-03", "2027-04-03", "2026-11-20"] },
] as const;

export const WEEKS = [
  { "mon-sun": "10:00-19:00" },
  { "mon-sun": ["10:00-13:00", "13:30-19:00"] },
  { "mon-fri": ["10:00-13:00", "13:30-19:00"], sat: "10:00-02:00", sun: "12:00-16:00" },
  { "mon-sun": "20:00-04:00" },
];

const built = new Map<string, Shop>();

/** A shop with the real hours and the real words; only what a message means is read by keywords, because that is fast. */
export function shopIn(timezone: string, week: number): Shop {
  const known = built.get(`${timezone} ${week}`);
  if (known) return known;
  const file = shopFileSchema.parse({
    name: "Harbour & Pine",
    timezone,
    hours: WEEKS[week],
    thank_you: { after: "delivered", delay_hours: 3, quiet: "20:00-09:00", cap_days: 7 },
  });
  const hours: Hours = hoursFrom(file);
  const phrases = phraseBook({ locale: "en", timezone, shipped: shippedPhrases("en"), own: {} });
  const shop: Shop = {
    file,
    handoff: handoffFileSchema.parse({}),
    intents: intentsFileSchema.parse({}),
    hours,
    hoursOf: () => hours,
    recogniser: keywords,
    intent: (name) => ({ title: name.replaceAll("_", " ") }),
    phrases: () => phrases,
  };
  built.set(`${timezone} ${week}`, shop);
  return shop;
}

const WORDS: readonly (readonly [RegExp, string])[] = [
  [/\bwhere is my order\b/, "order_status"],
  [/\bperson\b/, "human"],
  [/\bhello\b/, "greeting"],
  [/\bcancel my order\b/, "cancel_order"],
  [/\bsend things back\b/, "return_policy"],
];

const keywords: Recogniser = {
  recognise(text): Understanding {
    const intents = WORDS.filter(([words]) => words.test(text)).map(([, name]) => ({
      name,
      confidence: 0.9,
      clause: text,
    }));
    return {
      verdict: intents.length > 0 ? "sure" : "unknown",
      intents,
      candidates: intents.map(({ name, confidence }) => ({ name, confidence })),
      entities: { orderNumbers: text.match(/\b9\d{6}\b/g) ?? [], emails: [], phones: [] },
    };
  },
};
