import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { buildShop, examineShop } from "../build-shop.ts";
import { type Config, describeChannels, readConfig } from "../config.ts";
import { ConfigurationError } from "../core/errors.ts";
import { readShopFiles } from "../integrations/shop/shop-files.ts";
import { borrowStore, loadCommerce, openChannels, openHelper } from "../open-ports.ts";
import { heldClock } from "./stage.ts";
import { FINE, FOUND_WRONG, type Terminal } from "./terminal.ts";

type Finding = { what: string; ok: boolean; says: string };

/** `nightdesk doctor [--json]`: what is configured, what is missing, and whether each part answers. Sends nothing to anybody. */
export async function doctor(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { json: { type: "boolean", default: false } },
  });
  const findings = await examine(terminal);
  const ok = findings.every((finding) => finding.ok);
  if (values.json) terminal.print(JSON.stringify({ ok, findings }));
  else for (const finding of findings) terminal.print(findingLine(finding, terminal));
  return ok ? FINE : FOUND_WRONG;
}

function findingLine({ what, ok, says }: Finding, { paint }: Terminal): string {
  return `${ok ? paint("green", "✓") : paint("red", "✗")} ${what}: ${says}`;
}

async function examine(terminal: Terminal): Promise<readonly Finding[]> {
  const config = readConfig(terminal.env);
  const findings: Finding[] = [
    { what: "Node", ok: true, says: process.version },
    await storeFinding(config),
  ];
  const shop = await shopFinding(config.shopDir, findings, terminal.now());
  if (shop) {
    findings.push(await commerceFinding(config, shop.file.timezone, terminal.now()));
    const helper = await openHelper(config);
    if (helper) {
      const complaints = await helper.check();
      findings.push({
        what: "language model",
        ok: complaints.length === 0,
        says: complaints.join("; ") || "answers",
      });
    }
    for (const channel of openChannels(config, () => shop)) {
      const complaints = await channel.check();
      findings.push({
        what: channel.name,
        ok: complaints.length === 0,
        says: complaints.join("; ") || "answers",
      });
    }
  }
  for (const { name, on, needs } of describeChannels(config, shop?.file)) {
    if (!on) findings.push({ what: name, ok: true, says: `off; needs ${needs}` });
  }
  return findings;
}

/** Whether what must survive has its place: through the running server, else opened for a moment. */
async function storeFinding(config: Config): Promise<Finding> {
  const what = config.redisUrl === undefined ? `store (${config.dataDir})` : "store (Redis)";
  if (config.redisUrl === undefined && !existsSync(config.dataDir)) {
    return { what, ok: true, says: "is made at the first start" };
  }
  try {
    await using borrowed = await borrowStore(config);
    const { store } = borrowed;
    const { items, sends } = await store.inbox();
    const given = [...items, ...sends].filter(({ status }) => status === "dead").length;
    const says = given === 0 ? "answers" : `answers; ${given} given up, see nightdesk inbox`;
    return { what, ok: true, says };
  } catch (error) {
    return { what, ok: false, says: error instanceof Error ? error.message : String(error) };
  }
}

async function shopFinding(dir: string, findings: Finding[], now: number) {
  try {
    const shop = buildShop(await readShopFiles(dir, examineShop));
    const state = shop.hours.at(now);
    findings.push({
      what: "shop files",
      ok: true,
      says: `${shop.file.name}, ${state.open ? "open" : "closed"} now`,
    });
    return shop;
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    findings.push({ what: "shop files", ok: false, says: error.mistakes.join("; ") });
    return undefined;
  }
}

async function commerceFinding(config: Config, timezone: string, now: number): Promise<Finding> {
  try {
    const open = await loadCommerce(config);
    const commerce = open({ clock: heldClock(now), timezone });
    await commerce.findOrders({ number: "0" });
    const complaints = (await commerce.check?.()) ?? [];
    return {
      what: `commerce (${commerce.name})`,
      ok: complaints.length === 0,
      says: complaints.join("; ") || "answers",
    };
  } catch (error) {
    return {
      what: "commerce",
      ok: false,
      says: error instanceof Error ? error.message : String(error),
    };
  }
}
