import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";

/** The days off that began in one year: the day, counted from 1970-01-01, its name, and the minute it begins at. */
export type KeptDays = readonly (readonly [day: number, name: string, from: number])[];

/** What was worked out before, by year. */
export type KeptHolidays = {
  readonly isKnown: boolean;
  daysOf(year: number): KeptDays | undefined;
  /** Where it cannot be written, it is worked out anew next time. */
  keep(year: number, days: KeptDays): void;
};

/**
 * Remembers between starts what the tables of a country say, so that the tables (24 MB of memory, a fifth of a start)
 * are loaded once a year and not at each start. Kept beside Node's compiled code, for this version of the tables and of
 * our reading of them alone; a file that is missing or damaged is made anew.
 */
export function keptHolidays(code: string): KeptHolidays {
  const file = new URL(`${fileName(code)}.json`, FOLDER);
  const years: Record<string, KeptDays> = read(file);
  return {
    isKnown: Object.keys(years).length > 0,
    daysOf: (year) => years[year],
    keep(year, days) {
      years[year] = days;
      write(file, years);
    },
  };
}

const FOLDER = new URL("../../node_modules/.cache/nightdesk-holidays/", import.meta.url);
const SOURCES = ["./holidays.ts", "../../node_modules/date-holidays/package.json"];

function fileName(code: string): string {
  const hash = createHash("sha256").update(code.toUpperCase());
  for (const source of SOURCES) hash.update(readFileSync(new URL(source, import.meta.url)));
  return hash.digest("hex").slice(0, 32);
}

function read(file: URL): Record<string, KeptDays> {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return {}; // none yet, or not a whole one
  }
}

function write(file: URL, years: Record<string, KeptDays>): void {
  const unfinished = new URL(`${file.href}.${process.pid}`);
  try {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(unfinished, JSON.stringify(years));
    renameSync(unfinished, file);
  } catch {
    // a checkout that cannot be written loads the tables at each start
  }
}
