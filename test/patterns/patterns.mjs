/**
 * Looks for texts that would keep a pattern of ours busy: each regular expression in the source, and each that is built
 * while the modules load, is searched for one, which is then tried, read as a customer's text is. Some five minutes on two
 * cores; `npm run patterns -- address-reading` looks at those alone whose place holds the word. Names each pattern that is
 * held up longer than LIMIT_MS, with the text; exit code 1 if there is any.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import vm from "node:vm";
import { check } from "recheck";
import ts from "typescript";
import { readable } from "../../intents/readable.ts";

/** As long as one turn may keep everybody else waiting. */
const LIMIT_MS = 250;
/** For one pattern; after that it is told as not looked through. */
const SEARCH_MS = 20_000;
/** Longer than any text that is read. */
const LENGTH = 5_000;
/** What runs at once when it is loaded, or only where it was started by another. */
const NOT_LOADED = /^(?:bench|test|cli\.ts|server\.ts)|\.test\.ts$|\.d\.ts$|kernel\/|learner\.ts$/;

/** @typedef {{ at: string, source: string, flags: string }} Pattern */

const files = execFileSync("git", ["ls-files", "*.ts"], { encoding: "utf8" })
  .trim()
  .split("\n")
  .filter((file) => !NOT_LOADED.test(file));
const [place = ""] = process.argv.slice(2);
const found = [...(await builtPatterns()), ...files.flatMap(writtenPatterns)].filter(({ at }) =>
  at.includes(place),
);
const patterns = new Map(found.map((pattern) => [`/${pattern.source}/${pattern.flags}`, pattern]));
const waiting = [...patterns.values()];
let slow = 0;
let unsearched = 0;
await Promise.all([searchOn(), searchOn()]);
say(`${patterns.size} patterns: ${slow} held up, ${unsearched} not looked through`);
process.exit(slow > 0 ? 1 : 0);

async function searchOn() {
  for (let pattern = waiting.pop(); pattern; pattern = waiting.pop()) {
    const { at, source, flags } = pattern;
    const { status, attack } = await check(source, flags, { timeout: SEARCH_MS });
    if (status === "unknown") {
      unsearched++;
      say(`not looked through in ${SEARCH_MS / 1_000} s: ${at} ${source.slice(0, 80)}`);
    }
    const text = attack && readable(textOf(attack));
    if (text !== undefined && isHeldUpBy(text, pattern)) {
      slow++;
      say(`held up: ${at} ${source.slice(0, 80)}\n  by ${JSON.stringify(text.slice(0, 120))}…`);
    }
  }
}

/**
 * As many turns of each pump as make a long text.
 * @param {{ pumps: readonly { prefix: string, pump: string }[], suffix: string }} attack
 */
function textOf({ pumps, suffix }) {
  const share = LENGTH / pumps.length;
  const grown = pumps.map(
    ({ prefix, pump }) => prefix + pump.repeat(Math.ceil(share / pump.length)),
  );
  return grown.join("").slice(0, 4_000) + suffix;
}

/**
 * @param {string} text
 * @param {Pattern} pattern
 */
function isHeldUpBy(text, { source, flags }) {
  const play = () => text.replace(new RegExp(source, flags), "");
  try {
    vm.runInNewContext("play()", { play }, { timeout: LIMIT_MS });
    return false;
  } catch {
    return true;
  }
}

/** What modules build of parts, which no file has as a literal. */
async function builtPatterns() {
  /** @type {Pattern[]} */
  const built = [];
  const Native = RegExp;
  globalThis.RegExp = new Proxy(Native, {
    construct(target, parts) {
      const pattern = Reflect.construct(target, parts);
      const at = new Error().stack?.split("\n")[2]?.trim() ?? "";
      if (!at.includes("node_modules")) {
        built.push({ at, source: pattern.source, flags: pattern.flags });
      }
      return pattern;
    },
  });
  for (const file of files) {
    await import(pathToFileURL(file).href);
  }
  globalThis.RegExp = Native;
  return built;
}

/**
 * @param {string} file
 * @returns {Pattern[]}
 */
function writtenPatterns(file) {
  const tree = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
  /** @type {Pattern[]} */
  const written = [];
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isRegularExpressionLiteral(node)) {
      const { line } = tree.getLineAndCharacterOfPosition(node.getStart());
      const end = node.text.lastIndexOf("/");
      const [source, flags] = [node.text.slice(1, end), node.text.slice(end + 1)];
      written.push({ at: `${file}:${line + 1}`, source, flags });
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return written;
}

/** @param {string} line */
function say(line) {
  process.stdout.write(`${line}\n`);
}
