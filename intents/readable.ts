/**
 * A text as it is read for what it means: without letters that nobody sees, of each run of marks and blanks its two ends,
 * and no more of it than a long message has. Some patterns try each part of such a run with every other, which takes
 * seconds for thousands of dots. What a customer wrote is kept, and shown to agents, as it came.
 */
export function readable(text: string): string {
  return text.slice(0, LONGEST_READ).replace(INVISIBLE, "").replace(LONG_RUN, "$1$2");
}

/** Characters. Source: Twilio's limit for a WhatsApp message; a text message has 1,600. */
const LONGEST_READ = 4_096;

/** Zero-width spaces, soft hyphens and marks of direction, as copied from pages. */
const INVISIBLE = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]/g;

const LONG_RUN = /([^\p{L}\p{N}]{12})[^\p{L}\p{N}]+([^\p{L}\p{N}]{12})/gu;
