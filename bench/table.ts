import type { Usage } from "./child.ts";
import type { Measured } from "./load.ts";

/** One measurement as it is kept. */
export type Row =
  | ({
      kind: "saturated" | "half";
      subject: "floor" | "accept" | "turns" | "naive";
      round: number;
      seconds: number;
    } & Measured &
      Usage)
  | {
      kind: "first_start" | "start";
      subject: "nothing" | "channels";
      round: number;
      readyMs: number;
      idleRssBytes: number | undefined;
    };

type Served = Extract<Row, { kind: "saturated" | "half" }>;
type Started = Extract<Row, { kind: "first_start" | "start" }>;

const NAMES: Readonly<Record<Row["subject"], string>> = {
  floor: "floor: Express, form, Twilio's check; nothing kept",
  accept: "Nightdesk's accept: kept on disk, turns off",
  turns: "Nightdesk: whole turns, kept on disk, answered",
  naive: "naive bot: Express, Twilio's SDK; nothing kept",
  nothing: "nothing configured",
  channels: "Twilio and Slack configured",
};

/** What people read: medians with the least and the most of all rounds, and ratios taken within each round. */
export function tableOf(rows: readonly Row[], machine: string): string {
  const served = rows.filter(
    (row): row is Served => row.kind === "saturated" || row.kind === "half",
  );
  const started = rows.filter(
    (row): row is Started => row.kind === "start" || row.kind === "first_start",
  );
  const full = served.filter(({ kind }) => kind === "saturated");
  const half = served.filter(({ kind }) => kind === "half");
  const of = (list: readonly Served[], subject: string) =>
    list.filter((row) => row.subject === subject);
  const lines = [
    machine,
    "",
    "Webhooks a second, 128 connections",
    ...["floor", "accept"].map((subject) =>
      rateLine(
        of(full, subject),
        (row) => row.acksPerSecond,
        "acknowledged",
        (row) => row.ackMs,
      ),
    ),
    ratioLine("accept / floor", of(full, "accept"), of(full, "floor"), (row) => row.acksPerSecond),
    "",
    "Answered messages a second, 256 customers waiting at any time",
    ...["turns", "naive"].map((subject) =>
      rateLine(
        of(full, subject),
        (row) => row.repliesPerSecond,
        "answered",
        (row) => row.replyMs,
      ),
    ),
    ratioLine("turns / naive", of(full, "turns"), of(full, "naive"), (row) => row.repliesPerSecond),
    ratioLine(
      "turns / floor",
      of(full, "turns"),
      of(full, "floor"),
      (row) => row.repliesPerSecond,
      (row) => row.acksPerSecond,
    ),
    "",
    "From webhook to carrier at half of what the naive bot can do",
    ...["turns", "naive"].map((subject) =>
      rateLine(
        of(half, subject),
        (row) => row.repliesPerSecond,
        "answered",
        (row) => row.replyMs,
      ),
    ),
    ratioLine("p99 turns / naive", of(half, "turns"), of(half, "naive"), (row) => row.replyMs.p99),
    "",
    "Start to /readyz, and memory when idle (the first start learns and fills caches)",
    ...(["first_start", "start"] as const).flatMap((kind) =>
      ["nothing", "channels"].map((subject) =>
        startLine(
          kind,
          started.filter((row) => row.kind === kind && row.subject === subject),
        ),
      ),
    ),
    "",
    `Peak memory: ${["floor", "accept", "turns", "naive"]
      .map(
        (subject) =>
          `${subject} ${mib(Math.max(...of(served, subject).map((row) => row.peakRssBytes)))}`,
      )
      .join(", ")}`,
    `Refused webhooks: ${sum(served, (row) => row.refused)}. Messages without an answer: ${sum(served, (row) => row.lost)}.`,
  ];
  return lines.join("\n");
}

function rateLine(
  rows: readonly Served[],
  rate: (row: Served) => number,
  what: string,
  ms: (row: Served) => { p50: number; p99: number },
): string {
  const [row] = rows;
  if (!row) return "";
  const cpu = median(rows.map((each) => (each.cpuMs * 1000) / Math.max(1, each.finished)));
  return [
    `  ${NAMES[row.subject].padEnd(52)}`,
    withRange(rows.map(rate), 0, "/s").padEnd(26),
    `${what} p50 ${median(rows.map((each) => ms(each).p50)).toFixed(1)} ms p99 ${withRange(
      rows.map((each) => ms(each).p99),
      1,
      " ms",
    )}`.padEnd(52),
    `CPU ${cpu.toFixed(0)} us each`,
  ].join(" ");
}

function ratioLine(
  name: string,
  ours: readonly Served[],
  theirs: readonly Served[],
  value: (row: Served) => number,
  theirValue = value,
): string {
  const ratios = ours.flatMap((row) => {
    const other = theirs.find(({ round }) => round === row.round);
    return other ? [value(row) / theirValue(other)] : [];
  });
  return `  ${name.padEnd(52)} ${withRange(ratios, 2, "")}`;
}

function startLine(kind: Started["kind"], rows: readonly Started[]): string {
  const [row] = rows;
  if (!row) return "";
  const memory = rows.flatMap(({ idleRssBytes }) => idleRssBytes ?? []);
  return [
    `  ${(kind === "first_start" ? `${NAMES[row.subject]}, first start` : NAMES[row.subject]).padEnd(52)}`,
    withRange(
      rows.map(({ readyMs }) => readyMs),
      0,
      " ms",
    ).padEnd(26),
    memory.length > 0 ? `idle ${mib(median(memory))}` : "",
  ].join(" ");
}

function withRange(values: readonly number[], digits: number, unit: string): string {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const range = values.length > 1 ? ` (${least.toFixed(digits)}-${most.toFixed(digits)})` : "";
  return `${median(values).toFixed(digits)}${unit}${range}`;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function sum(rows: readonly Served[], value: (row: Served) => number): number {
  return rows.reduce((total, row) => total + value(row), 0);
}

function mib(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}
