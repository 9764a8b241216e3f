import type { IntentName, ReadingHints, Recogniser, Understanding } from "../core/understanding.ts";
import type { Catalogue } from "./catalogue.ts";
import { asksForSomething, splitClauses } from "./clauses.ts";
import type { Example } from "./engine/classifier.ts";
import {
  type Guess,
  type Guesser,
  guesserFrom,
  type Learned,
  trainGuesser,
} from "./engine/guesser.ts";
import { normalise } from "./engine/normalise.ts";
import { type EntityOptions, findEntities } from "./entities/entities.ts";
import { MANNERS } from "./manners.ts";
import { readable } from "./readable.ts";

export type RecogniserOptions = EntityOptions & { catalogue: Catalogue };

/** Why a message was understood as it was. */
export type Explanation = {
  understanding: Understanding;
  /** From here on a guess is acted on; from `ask` on the customer is asked; below, nothing of ours was meant. */
  threshold: { accept: number; ask: number };
  /** Each word with what it did for the best guess; above 0 spoke for it, below 0 against it. Strongest first. */
  words: readonly { word: string; weight: number }[];
};

/** A recogniser that can also say why. */
export type ExplainingRecogniser = Recogniser & {
  explain(text: string, hints?: ReadingHints): Explanation;
};

/** Learns the catalogue (in a second or two) and from then on tells what messages mean, in microseconds. */
export function trainRecogniser(options: RecogniserOptions): ExplainingRecogniser {
  return recogniserWith(
    trainGuesser(examplesIn(options.catalogue), options.catalogue.vectors),
    options,
  );
}

/** The recogniser that learned this (`learnFrom`) from the same catalogue. */
export function recogniserFrom(learned: Learned, options: RecogniserOptions): ExplainingRecogniser {
  const { catalogue } = options;
  return recogniserWith(guesserFrom(learned, catalogue.vectors), options);
}

/** Every phrase of the catalogue with the intent it stands for. */
export function examplesIn({ intents }: Catalogue): Example[] {
  return [...intents].flatMap(([label, { phrases }]) => phrases.map((text) => ({ text, label })));
}

function recogniserWith(guesser: Guesser, options: EntityOptions): ExplainingRecogniser {
  const recognise = (text: string, hints?: ReadingHints) =>
    understand(text, guesser, { ...options, now: hints?.now });
  return { recognise, explain: (text, hints) => explain(text, recognise(text, hints), guesser) };
}

/** What a text means by this guesser's guesses at it and at its clauses. */
export function understand(
  written: string,
  guesser: Guesser,
  options: Parameters<typeof findEntities>[1],
): Understanding {
  const text = readable(written);
  const entities = findEntities(text, options);
  const guesses = new Map<string, Wish>();
  const read: Reading = (clause) => {
    const known = guesses.get(clause) ?? { clause, ...guesser.guess(clause) };
    guesses.set(clause, known);
    return known;
  };
  const wishes = wishesIn(text, read, guesser);
  const best = wishes.reduce(
    (top, wish) => (wish.confidence > top.confidence ? wish : top),
    wishes[0],
  );
  const verdict =
    best.confidence >= guesser.accept
      ? "sure"
      : best.confidence >= guesser.ask
        ? "unsure"
        : "unknown";
  return {
    verdict,
    intents:
      verdict === "sure"
        ? wishes.map((wish) => ({
            name: nameOf(wish),
            confidence: wish.confidence,
            clause: wish.clause,
          }))
        : [],
    candidates: [...best.candidates],
    entities,
  };
}

/** What the text wants, one wish at least; its clauses are guessed at only where the whole leaves a doubt. */
function wishesIn(text: string, read: Reading, guesser: Guesser): Wishes {
  const parts = splitClauses(text);
  const asItStands = read(text.trim());
  const isClear = asItStands.confidence >= guesser.accept && !MANNERS.includes(nameOf(asItStands));
  if (parts.length < 2 || (isClear && parts.filter(asksForSomething).length < 2))
    return [asItStands];
  const clauses = withoutManners(parts, read, guesser);
  const whole = clauses.length < parts.length ? read(clauses.join(", ")) : asItStands;
  return wishesOf(whole, clauses, read, guesser);
}

type Wish = Guess & { clause: string };
type Wishes = readonly [Wish, ...Wish[]];
/** Guesses at a stretch of the text, once: each guess is most of what reading costs. */
type Reading = (clause: string) => Wish;

/** A greeting beside a wish drowns it where the wish alone is faint; only manners are left as they are. */
function withoutManners(
  clauses: readonly string[],
  read: Reading,
  guesser: Guesser,
): readonly string[] {
  const business = clauses.filter((clause) => {
    if (clause.split(" ").length > LONGEST_MANNERS) return true;
    const wish = read(clause);
    return wish.confidence < guesser.accept || !MANNERS.includes(nameOf(wish));
  });
  return business.length > 0 ? business : clauses;
}

/** So many words at most are nothing but manners; longer ones need not be guessed at to know. */
const LONGEST_MANNERS = 8;

/**
 * What the message asks for: where several clauses ask for something clear, each of them, in order; manners and what only
 * tells a story ("I bought shoes last week") left out. Any other message is read whole: one sentence of a story, taken
 * alone, often sounds like something else.
 */
function wishesOf(
  whole: Wish,
  clauses: readonly string[],
  read: Reading,
  guesser: Guesser,
): Wishes {
  const clear = (some: readonly string[]) =>
    some
      .map(read)
      .filter((wish) => wish.confidence >= guesser.accept && !MANNERS.includes(nameOf(wish)));
  const asked = clear(clauses.filter(asksForSomething));
  const [first, ...others] = firstOfEach(asked);
  if (first && others.length > 0) return [first, ...others];
  if (MANNERS.includes(nameOf(whole))) return [clearest(clear(clauses)) ?? whole];
  const backing =
    whole.confidence >= BACKED
      ? clearest(asked.filter((wish) => nameOf(wish) === nameOf(whole)))
      : undefined;
  return [backing && backing.confidence > whole.confidence ? backing : whole];
}

/** From here on a clause that clearly asks for the same may speak for the whole. Measured on customers' long lines. */
const BACKED = 0.5;

function clearest(wishes: readonly Wish[]): Wish | undefined {
  return wishes.reduce<Wish | undefined>(
    (top, wish) => (top === undefined || wish.confidence > top.confidence ? wish : top),
    undefined,
  );
}

function firstOfEach(wishes: readonly Wish[]): readonly Wish[] {
  return wishes.filter(
    (wish, at) => wishes.findIndex((other) => nameOf(other) === nameOf(wish)) === at,
  );
}

function nameOf(guess: Guess): IntentName {
  return guess.candidates[0]?.name ?? "";
}

/** What each word did is what its absence changes. */
function explain(text: string, understanding: Understanding, guesser: Guesser): Explanation {
  const name = understanding.candidates[0]?.name ?? "";
  const words = normalise(text).split(" ");
  const confidenceIn = (rest: readonly string[]) =>
    guesser.guess(rest.join(" ")).candidates.find((candidate) => candidate.name === name)
      ?.confidence ?? 0;
  const all = confidenceIn(words);
  return {
    understanding,
    threshold: { accept: guesser.accept, ask: guesser.ask },
    words: words
      .map((word, at) => ({ word, weight: all - confidenceIn(words.toSpliced(at, 1)) }))
      .sort((one, other) => Math.abs(other.weight) - Math.abs(one.weight)),
  };
}
