import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { examineShop } from "../build-shop.ts";
import { readConfig } from "../config.ts";
import { scorecardFrom } from "../console/gather-scorecard.ts";
import type { Scorecard } from "../console/scorecard.ts";
import { duration, percent, STUDY, scorecardPage } from "../console/scorecard-page.ts";
import { hoursFrom } from "../handoff/hours/hours.ts";
import { readShopFiles } from "../integrations/shop/shop-files.ts";
import { borrowStore } from "../open-ports.ts";
import { parseMoment } from "./moment.ts";
import { FINE, type Terminal, UsageError } from "./terminal.ts";

/** `nightdesk scorecard --since DATE [--json | --html FILE]`: what the closed hours brought, and what became of it. */
export async function scorecard(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      since: { type: "string" },
      json: { type: "boolean", default: false },
      html: { type: "string" },
    },
  });
  if (values.since === undefined) throw new UsageError("scorecard needs --since DATE");
  const config = readConfig(terminal.env);
  const { shop, icalText } = await readShopFiles(config.shopDir, examineShop);
  const now = terminal.now();
  const since = parseMoment(values.since, shop.timezone, now);
  const weekly = shop.teams.care?.hours ?? shop.hours;
  const hours = hoursFrom({ ...shop, hours: weekly, icalText });
  await using borrowed = await borrowStore(config);
  const { store } = borrowed;
  const card = await scorecardFrom(store, { since, until: now, hours });
  if (values.html !== undefined) {
    writeFileSync(values.html, scorecardPage(card, { shop: shop.name, timezone: shop.timezone }));
    terminal.print(`written to ${values.html}`);
  } else if (values.json) terminal.print(JSON.stringify(card));
  else tell(card, terminal);
  return FINE;
}

function tell(card: Scorecard, { print }: Terminal): void {
  const { customer, staffed } = card.firstAnswer;
  const score = (value: number | undefined) =>
    value === undefined ? "none yet" : `${value} of 100`;
  print(`${card.contacts} contacts of ${card.people} people while nobody was there`);
  print(`  answered before opening     ${percent(card.coverage)}`);
  print(`  answered within 30 minutes  ${percent(card.withinQueue)}`);
  print(
    `  first answer, their clock   ${duration(customer.p50)} (95 %: ${duration(customer.p95)})`,
  );
  print(`  first answer, staffed time  ${duration(staffed.p50)} (95 %: ${duration(staffed.p95)})`);
  print(`  settled before opening      ${percent(card.settledBeforeOpening)}`);
  print(`  handed over to people       ${percent(card.handedOver)}`);
  print(`  had to ask again            ${percent(card.repeated)}`);
  const { kept, renewed, broken, open } = card.promises;
  print(`promises: ${kept} kept, ${renewed} renewed, ${broken} broken, ${open} open`);
  print(`thank-yous: ${card.thanks.sent} sent, ${card.thanks.answered} answered`);
  for (const [why, count] of Object.entries(card.thanks.held)) print(`  ${count} held: ${why}`);
  print(
    `survey: asked ${card.survey.asked}, answers from 1 to 5: ${card.survey.answers.join(" ")}`,
  );
  for (const [name, { score: value, parts }, study] of [
    ["service", card.service, STUDY.service],
    ["loyalty", card.loyalty, STUDY.loyalty],
  ] as const) {
    print(`${name}: ${score(value)} (the study's average is ${study})`);
    for (const { name: part, weight, share } of parts) {
      print(`  ${weight} x ${part}: ${percent(share)}`);
    }
  }
}
