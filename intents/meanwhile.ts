import type { ExplainingRecogniser, RecogniserOptions } from "./recognise.ts";

/** A recogniser that learns beside the work, and may be asked once it has. */
type Learning = ExplainingRecogniser & { readonly ready: Promise<void> };

/**
 * The same learning, for which nobody waits a second time: until a recogniser has learned, the one that learned before it
 * in its locale is asked. Only the first of a locale is waited for; one that never learns is stood in for from then on.
 */
export function withoutPause(
  learn: (options: RecogniserOptions) => Learning,
): (options: RecogniserOptions) => ExplainingRecogniser {
  const learned = new Map<string, { save: number; learning: Learning }>();
  let saves = 0;
  return (options) => {
    const { locale = "en" } = options;
    const before = learned.get(locale)?.learning;
    const save = saves++;
    const next = learn(options);
    let asked = before ?? next;
    next.ready.then(
      () => {
        asked = next;
        if (save >= (learned.get(locale)?.save ?? save))
          learned.set(locale, { save, learning: next });
      },
      () => {}, // who learns tells of it
    );
    return {
      ready: before ? Promise.resolve() : next.ready,
      recognise: (text, hints) => asked.recognise(text, hints),
      explain: (text, hints) => asked.explain(text, hints),
      read: async (text, hints) =>
        (await asked.read?.(text, hints)) ?? asked.recognise(text, hints),
    };
  };
}
