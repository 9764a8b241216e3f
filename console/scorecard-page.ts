import { formats } from "../core/formats.ts";
import { QUEUE_MS, type Score, type Scorecard } from "./scorecard.ts";

/** The averages of the source study, beside which a shop's scores stand. */
export const STUDY = { service: 31, loyalty: 40 } as const;
/** Of the shops that were studied, so many were there at all after hours. */
const STUDY_COVERAGE = 0.07;

/** The scorecard as one page: plots in SVG, no script, nothing loaded from elsewhere. */
export function scorecardPage(
  card: Scorecard,
  { shop, timezone }: { shop: string; timezone: string },
): string {
  const day = (instant: number) =>
    formats.date("en-GB", { timeZone: timezone, dateStyle: "long" }).format(instant);
  const { customer, staffed } = card.firstAnswer;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(shop)} after hours</title><style>${STYLE}</style></head><body>
<h1>${escaped(shop)} after hours</h1>
<p>${day(card.since)} to ${day(card.until)}. Only what came in while nobody was there: ${card.contacts} contacts of ${card.people} people.</p>
<h2>Scores</h2>
${scoreSection("Service", card.service, STUDY.service)}
${scoreSection("Loyalty", card.loyalty, STUDY.loyalty)}
<h2>First answer</h2>
${bars([
  { name: "customer's clock, half within", value: customer.p50, shown: duration(customer.p50) },
  { name: "customer's clock, 95 % within", value: customer.p95, shown: duration(customer.p95) },
  { name: "staffed clock, half within", value: staffed.p50, shown: duration(staffed.p50) },
  { name: "staffed clock, 95 % within", value: staffed.p95, shown: duration(staffed.p95) },
  { name: "a queue of 30 minutes", value: QUEUE_MS, shown: duration(QUEUE_MS) },
])}
<h2>The night's work</h2>
${bars([
  share("answered before opening", card.coverage),
  share("of the shops studied, there at all", STUDY_COVERAGE),
  share("answered within 30 minutes", card.withinQueue),
  share("settled before opening", card.settledBeforeOpening),
  share("handed over to people", card.handedOver),
  share("had to ask again within a week", card.repeated),
])}
${table("Promises", Object.entries(card.promises))}
${table("Thank-yous", [["sent", card.thanks.sent], ["answered", card.thanks.answered], ...held(card)])}
${table("News told", Object.entries(card.news))}
${table(
  `Survey (asked ${card.survey.asked} times)`,
  card.survey.answers.map((count, at) => [`${at + 1} of 5`, count]),
)}
</body></html>
`;
}

/** A span as people say it: "40 s", "12 min", "2 h 5 min". */
export function duration(ms: number | undefined): string {
  if (ms === undefined) return "none";
  const seconds = Math.round(ms / 1_000);
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** "85 %"; "none" where there was nothing to share. */
export function percent(value: number | undefined): string {
  return value === undefined ? "none" : `${Math.round(100 * value)} %`;
}

function held({ thanks }: Scorecard): [string, number][] {
  return Object.entries(thanks.held)
    .sort(([, one], [, other]) => other - one)
    .map(([why, count]) => [`held: ${why}`, count]);
}

function scoreSection(name: string, { score, parts }: Score, study: number): string {
  const formula = parts
    .map(({ name: part, weight, share: of }) => `${weight} × ${part} (${percent(of)})`)
    .join(" + ");
  const shown = score === undefined ? "nothing to score yet" : String(score);
  return `${bars([
    { name, value: (score ?? 0) / 100, shown },
    { name: "the study's average", value: study / 100, shown: String(study) },
  ])}<p class="formula">${escaped(name)} = (${escaped(formula)}) ÷ the weights of what is known</p>`;
}

type Bar = { name: string; value: number | undefined; shown: string };

function share(name: string, value: number | undefined): Bar {
  return { name, value, shown: percent(value) };
}

const ROW = 44;
/** About a phone's: the letters are then as large there as everywhere. */
const WIDTH = 400;
const ROOM_FOR_FIGURES = 80;

/** Horizontal bars, each under its name; shares and scores are drawn against 1, times against the longest. */
function bars(rows: readonly Bar[]): string {
  const most = Math.max(1, ...rows.map(({ value = 0 }) => value));
  const drawn = rows.map(({ name, value = 0, shown }, at) => {
    const width = Math.round((value / most) * (WIDTH - ROOM_FOR_FIGURES));
    const y = at * ROW;
    return `<text x="0" y="${y + 15}">${escaped(name)}</text><rect x="0" y="${y + 22}" width="${Math.max(width, 1)}" height="14"/><text x="${width + 8}" y="${y + 34}">${escaped(shown)}</text>`;
  });
  return `<svg viewBox="0 0 ${WIDTH} ${rows.length * ROW}" role="img">${drawn.join("")}</svg>`;
}

function table(title: string, rows: readonly (readonly [string, number])[]): string {
  const lines = rows.map(
    ([name, count]) => `<tr><th>${escaped(name.replaceAll("_", " "))}</th><td>${count}</td></tr>`,
  );
  return `<h2>${escaped(title)}</h2><table>${lines.join("") || "<tr><td>none</td></tr>"}</table>`;
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;color:#1c2b33;background:#fff}
svg{width:100%;max-width:30rem;height:auto;font-size:15px}svg text{fill:#1c2b33}svg rect{fill:#2f6f73}
table{border-collapse:collapse}th{font-weight:400;text-align:left;padding:.1rem 1.5rem .1rem 0}td{text-align:right}
.formula{color:#52616b;font-size:.85rem}@media(prefers-color-scheme:dark){body{background:#14201f;color:#e6eeec}svg text{fill:#e6eeec}svg rect{fill:#6db3b0}.formula{color:#a9b8b5}}`;
