import { createInterface } from "node:readline";
import { backup } from "./cli/backup.ts";
import { chat } from "./cli/chat.ts";
import { check } from "./cli/check.ts";
import { clearOutNow } from "./cli/clear-out.ts";
import { consent } from "./cli/consent.ts";
import { customer } from "./cli/customer.ts";
import { demo } from "./cli/demo.ts";
import { doctor } from "./cli/doctor.ts";
import { erasePerson } from "./cli/erase.ts";
import { evaluateFile } from "./cli/eval.ts";
import { exportPerson } from "./cli/export.ts";
import { hours } from "./cli/hours.ts";
import { inbox } from "./cli/inbox.ts";
import { missed } from "./cli/missed.ts";
import { outreach } from "./cli/outreach.ts";
import { replay } from "./cli/replay.ts";
import { restore } from "./cli/restore.ts";
import { scorecard } from "./cli/scorecard.ts";
import {
  FINE,
  FOUND_WRONG,
  painter,
  type Terminal,
  UsageError,
  WRONG_USAGE,
} from "./cli/terminal.ts";
import { tryText } from "./cli/try.ts";
import { readEnvironment } from "./config.ts";
import { ConfigurationError } from "./core/errors.ts";
import { nearest } from "./core/nearest.ts";

type Command = (args: readonly string[], terminal: Terminal) => Promise<number>;

const COMMANDS: Readonly<Record<string, { run: Command; use: string }>> = {
  chat: { run: chat, use: "chat [--at TIME] [--from ADDRESS]     a phone in the terminal" },
  demo: {
    run: demo,
    use: "demo                                  one scripted night, from closing to resolved",
  },
  try: {
    run: tryText,
    use: 'try "text"                            what a message is understood to mean, and why',
  },
  eval: {
    run: evaluateFile,
    use: "eval FILE.jsonl                       how well {text, intent} lines are understood",
  },
  check: {
    run: check,
    use: "check                                 validate the shop's files, play their conversation tests",
  },
  hours: {
    run: hours,
    use: "hours explain [--at TIME] [--team]    why it is open or closed, and what comes next",
  },
  missed: {
    run: missed,
    use: "missed [--days 7]                     messages that were not understood, masked, to teach",
  },
  inbox: {
    run: inbox,
    use: "inbox [retry|discard KEY]             what waits, what failed, what was given up",
  },
  customer: {
    run: customer,
    use: "customer ADDRESS|ID [merge|unmerge]   who it is on all channels, and what was said",
  },
  export: {
    run: exportPerson,
    use: "export ADDRESS|ID                     everything that is kept about a person",
  },
  erase: {
    run: erasePerson,
    use: "erase ADDRESS|ID [--yes]              leaves nothing of a person behind",
  },
  "clear-out": {
    run: clearOutNow,
    use: "clear-out [--yes]                     what was kept for long enough, and what was let go lately",
  },
  replay: {
    run: replay,
    use: "replay ADDRESS|ID | --since DATE      which turns today's files (--with DIR) would decide otherwise",
  },
  scorecard: {
    run: scorecard,
    use: "scorecard --since DATE [--html FILE]  what the closed hours brought, and what became of it",
  },
  outreach: {
    run: outreach,
    use: "outreach preview [--since DATE]       who would get what, when, and why not",
  },
  consent: {
    run: consent,
    use: "consent show ADDRESS | import FILE    who may be written to, by which words; CSV from elsewhere",
  },
  backup: {
    run: backup,
    use: "backup FILE                           everything in one file, beside a running server",
  },
  restore: {
    run: restore,
    use: "restore FILE                          puts a backup into DATA_DIR; what was there stays beside it",
  },
  doctor: {
    run: doctor,
    use: "doctor                                what is configured, what is missing, does it answer",
  },
};

/**
 * The `nightdesk` command. Resolves with its exit code: 0 fine, 1 found something wrong in what was checked,
 * 2 wrong usage or configuration.
 */
async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || ["help", "--help", "-h"].includes(name)) {
    tellCommands(terminal.print);
    return FINE;
  }
  const command = COMMANDS[name];
  if (!command) {
    terminal.complain(`nightdesk ${name} is not a command.${hintFor(name)}`);
    tellCommands(terminal.complain);
    return WRONG_USAGE;
  }
  if (asksForHelp(rest)) {
    terminal.print(`Use: nightdesk ${command.use}`);
    return FINE;
  }
  try {
    return await command.run(rest, terminal);
  } catch (error) {
    return explainFailure(error, command.use, terminal);
  }
}

function hintFor(name: string): string {
  if (name === "start") return " npm start serves.";
  const meant = nearest(name, Object.keys(COMMANDS));
  return meant === undefined ? "" : ` Did you mean ${meant}?`;
}

/** Words after `--` are meant as they stand: a customer may write "-h". */
function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf("--");
  const options = end === -1 ? args : args.slice(0, end);
  return options.some((arg) => arg === "--help" || arg === "-h");
}

function tellCommands(tell: (line: string) => void): void {
  tell("nightdesk takes a shop's night shift. Commands (all take --json where they report):");
  for (const { use } of Object.values(COMMANDS)) tell(`  nightdesk ${use}`);
  tell("  npm start                                       serve");
}

function explainFailure(error: unknown, use: string, { complain }: Terminal): number {
  if (error instanceof ConfigurationError) {
    for (const mistake of error.mistakes) complain(mistake);
    return WRONG_USAGE;
  }
  if (error instanceof UsageError || isParseArgsError(error)) {
    complain(error.message);
    complain(`Use: nightdesk ${use.trim()}`);
    return WRONG_USAGE;
  }
  if (isFileError(error)) {
    complain(`${error.path} cannot be used: ${error.message}`);
    return WRONG_USAGE;
  }
  complain(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return FOUND_WRONG;
}

/** A file or folder that was named on the command line or in the settings, and that the system refuses. */
function isFileError(error: unknown): error is Error & { path: string } {
  return error instanceof Error && "syscall" in error && "path" in error;
}

/** node:util's parseArgs names every wrong option this way. */
function isParseArgsError(error: unknown): error is Error {
  return (
    error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS")
  );
}

function processTerminal(): Terminal {
  const isTty = process.stdout.isTTY === true;
  return {
    print: (line = "") => console.log(line),
    complain: (line) => console.error(line),
    paint: painter(isTty && !process.env.NO_COLOR),
    isTty,
    lines: () =>
      createInterface({
        input: process.stdin,
        ...(isTty ? { output: process.stdout, prompt: "" } : {}),
      }),
    env: readEnvironment(process.env),
    now: () => Date.now(),
    pause: (ms) => (isTty ? new Promise((resolve) => setTimeout(resolve, ms)) : Promise.resolve()),
  };
}

process.exitCode = await main(process.argv.slice(2), processTerminal());
