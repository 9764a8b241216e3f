import { z } from "zod";

/** phrases/<locale>.yaml: ICU MessageFormat texts by key; what is missing falls back to the shipped ones. */
export const phrasesFileSchema = z.record(
  z.string(),
  z
    .string()
    .regex(/\S/, "expected some text: without the line, the one that comes with Nightdesk is said"),
);
