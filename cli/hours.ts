import { parseArgs } from "node:util";
import { examineShop } from "../build-shop.ts";
import { readConfig } from "../config.ts";
import { explainHours, explanationText } from "../handoff/hours/explain-hours.ts";
import { hoursFrom } from "../handoff/hours/hours.ts";
import { readShopFiles } from "../integrations/shop/shop-files.ts";
import { parseMoment } from "./moment.ts";
import { FINE, type Terminal, UsageError } from "./terminal.ts";

/** `nightdesk hours explain [--at TIME] [--team TEAM] [--json]`: is it open, which line of the file says so, and what comes next. */
export async function hours(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      at: { type: "string" },
      team: { type: "string" },
      json: { type: "boolean", default: false },
    },
  });
  if (positionals.length !== 1 || positionals[0] !== "explain") {
    const given = ["hours", ...positionals].join(" ");
    throw new UsageError(`${given} is not known; expected: hours explain`);
  }
  const { shop, icalText } = await readShopFiles(readConfig(terminal.env).shopDir, examineShop);
  const now = terminal.now();
  const at = values.at === undefined ? now : parseMoment(values.at, shop.timezone, now);
  const weekly = weeklyHoursOf(values.team, shop);
  const rules = hoursFrom({ ...shop, hours: weekly, icalText });
  const explanation = explainHours(rules, at);
  terminal.print(values.json ? JSON.stringify(explanation) : explanationText(explanation));
  return FINE;
}

type ShopRules = Awaited<ReturnType<typeof readShopFiles>>["shop"];

function weeklyHoursOf(name: string | undefined, shop: ShopRules): ShopRules["hours"] {
  if (name === undefined) return shop.hours;
  const team = shop.teams[name];
  if (!team) {
    const known = Object.keys(shop.teams).join(", ");
    throw new UsageError(
      `--team ${JSON.stringify(name)} is not in shop.yaml; expected one of: ${known}`,
    );
  }
  return team.hours ?? shop.hours;
}
