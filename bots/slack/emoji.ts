import { createRequire } from "node:module";
import type * as Gemoji from "gemoji";

/** Slack numbers skin tones 2 to 6; Unicode's modifiers run in the same order. */
const FIRST_TONE = 0x1f3fb;

/** Where Slack's everyday names differ from both GitHub's names and Unicode's descriptions. */
const SLACK_NAMES: Readonly<Record<string, string>> = {
  simple_smile: "🙂",
  smiling_face_with_3_hearts: "🥰",
  hand_with_index_and_middle_fingers_crossed: "🤞",
  the_horns: "🤘",
  lower_left_ball_point_pen: "🖊️",
  spiral_calendar_pad: "🗓️",
  lightning: "🌩️",
  rain_cloud: "🌧️",
  snow_cloud: "🌨️",
  barely_sunny: "🌥️",
};

/**
 * The character behind Slack's emoji code (`tada`, `wave` with tone "3", `flag-dk`), or nothing for a workspace's own
 * emoji. Slack's names follow GitHub's, else Unicode's descriptions.
 */
export function emojiNamed(name: string, tone?: string): string | undefined {
  const emoji = named(name) ?? named(name.replaceAll("-", "_")) ?? flagNamed(name);
  if (emoji === undefined || tone === undefined) return emoji;
  const [base, ...rest] = emoji.replace("\u{fe0f}", "");
  return [base, String.fromCodePoint(FIRST_TONE + Number(tone) - 2), ...rest].join("");
}

function named(name: string): string | undefined {
  if (Object.hasOwn(SLACK_NAMES, name)) return SLACK_NAMES[name];
  const { gemoji, nameToEmoji } = knownEmoji();
  if (Object.hasOwn(nameToEmoji, name)) return nameToEmoji[name];
  return gemoji.find(({ description }) => inSlackStyle(description) === name)?.emoji;
}

const require = createRequire(import.meta.url);

/** Two megabytes, loaded with the first emoji that comes as a code. */
function knownEmoji(): typeof Gemoji {
  return require("gemoji");
}

/** "face with rolling eyes" is `face_with_rolling_eyes`. */
function inSlackStyle(description: string): string {
  return description.toLowerCase().replace(/[^a-z0-9]+/g, "_");
}

function flagNamed(name: string): string | undefined {
  const country = /^flag[-_]([a-z]{2})$/.exec(name)?.[1];
  if (country === undefined) return undefined;
  return [...country]
    .map((letter) => String.fromCodePoint(0x1f1e6 + letter.charCodeAt(0) - "a".charCodeAt(0)))
    .join("");
}
