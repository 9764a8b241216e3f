import type { Usage } from "./child.ts";
import type { Measured } from "./load.ts";

/** What is asked to serve. */
export type Served = "floor" | "accept" | "turns" | "naive" | "bullmq";

/** One measurement as it is kept. */
export type Row =
  | ({
      kind: "saturated" | "half";
      subject: Served;
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

type ServedRow = Extract<Row, { kind: "saturated" | "half" }>;
type Started = Extract<Row, { kind: "first_start" | "start" }>;

const NAMES: Readonly<Record<Row["subject"], string>> = {
  floor: "floor: Express, form, Twilio's check; nothing kept",
  accept: "Nightdesk's accept: kept on disk, turns off",
  turns: "Nightdesk: whole turns, kept on disk, answered",
  naive: "naive bot: Express, Twilio's SDK; nothing kept",
  bullmq: "peer: Express, two BullMQ queues, lean send; Redis",
  nothing: "nothing configured",
  channels: "Twilio and Slack configured",
};

/** What people read: medians with the least and the most of all rounds, and ratios taken within each round. */
export function tableOf(rows: readonly Row[], machine: string): string {
  const served = rows.filter(
    (row): row is ServedRow => row.kind === "saturated" || row.kind === "half",
  );
  const started = rows.filter(
    (row): row is Started => row.kind === "start" || row.kind === "first_start",
  );
  const full = served.filter(({ kind }) => kind === "saturated");
  const half = served.filter(({ kind }) => kind === "half");
  const of = (list: readonly ServedRow[], subject: string) =>
    list.filter((row) => row.subject === subject);
  const lines = [
    machine,
    "",
    "Webhooks a second, 128 connections",
    ...["floor", "accept"].flatMap((subject) =>
      rateLine(
        of(full, subject),
        (row) => row.acksPerSecond,
        "acknowledged",
        (row) => row.ackMs,
      ),
    ),
    ...ratioLine(
      "accept / floor",
      of(full, "accept"),
      of(full, "floor"),
      (row) => row.acksPerSecond,
    ),
    "",
    "Answered messages a second, 256 customers waiting at any time",
    ...["turns", "naive", "bullmq"].flatMap((subject) =>
      rateLine(
        of(full, subject),
        (row) => row.repliesPerSecond,
        "answered",
        (row) => row.replyMs,
      ),
    ),
    ...["naive", "bullmq"].flatMap((peer) =>
      ratioLine(
        `turns / ${peer}`,
        of(full, "turns"),
        of(full, peer),
        (row) => row.repliesPerSecond,
      ),
    ),
    ...ratioLine(
      "turns / floor",
      of(full, "turns"),
      of(full, "floor"),
      (row) => row.repliesPerSecond,
      (row) => row.acksPerSecond,
    ),
    "",
    "From webhook to carrier at half of what the slower peer can do",
    ...["turns", "naive", "bullmq"].flatMap((subject) =>
      rateLine(
        of(half, subject),
        (row) => row.repliesPerSecond,
        "answered",
        (row) => row.replyMs,
      ),
    ),
    ...["naive", "bullmq"].flatMap((peer) =>
      ratioLine(`p99 turns / ${peer}`, of(half, "turns"), of(half, peer), (row) => row.replyMs.p99),
    ),
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
    `Peak memory: ${["floor", "accept", "turns", "naive", "bullmq"]
      .filter((subject) => of(served, subject).length > 0)
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
  rows: readonly ServedRow[],
  rate: (row: ServedRow) => number,
  what: string,
  ms: (row: ServedRow) => { p50: number; p99: number },
): string[] {
  const [row] = rows;
  if (!row) return [];
  const cpu = median(rows.map((each) => (each.cpuMs * 1000) / Math.max(1, each.finished)));
  const line = [
    `  ${NAMES[row.subject].padEnd(52)}`,
    withRange(rows.map(rate), 0, "/s").padEnd(26),
    `${what} p50 ${median(rows.map((each) => ms(each).p50)).toFixed(1)} ms p99 ${withRange(
      rows.map((each) => ms(each).p99),
      1,
      " ms",
    )}`.padEnd(52),
    `CPU ${cpu.toFixed(0)} us each`,
  ];
  return [line.join(" ")];
}

function ratioLine(
  name: string,
  ours: readonly ServedRow[],
  theirs: readonly ServedRow[],
  value: (row: ServedRow) => number,
  theirValue = value,
): string[] {
  const ratios = ours.flatMap((row) => {
    const other = theirs.find(({ round }) => round === row.round);
    return other ? [value(row) / theirValue(other)] : [];
  });
  return ratios.length > 0 ? [`  ${name.padEnd(52)} ${withRange(ratios, 2, "")}`] : [];
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

function sum(rows: readonly ServedRow[], value: (row: ServedRow) => number): number {
  return rows.reduce((total, row) => total + value(row), 0);
}

function mib(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}
