import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "@jest/globals";
import { watchShop } from "./watch-shop.ts";

const folder = mkdtempSync(join(tmpdir(), "nightdesk-watch-"));
afterEach(() => rmSync(folder, { recursive: true }));

it("an owner whose shop.yaml is a link is served what they save where the file really lies", async () => {
  const real = join(folder, "real.yaml");
  const dir = join(folder, "shop");
  mkdirSync(dir);
  writeFileSync(real, "name: Harbour\n");
  symlinkSync(real, join(dir, "shop.yaml"));
  const sleepers: (() => void)[] = [];
  const clock = {
    now: () => 0,
    sleep: () => new Promise<void>((wake) => void sleepers.push(wake)),
  };
  const changed = Promise.withResolvers<void>();
  const watching = watchShop(dir, changed.resolve, { clock });
  appendFileSync(real, "timezone: UTC\n");
  const wakeAll = () => {
    for (const wake of sleepers.splice(0)) wake();
  };
  wakeAll(); // it looks again …
  await new Promise(setImmediate);
  wakeAll(); // … and waits until the editor is done
  await changed.promise;
  watching.close();
  wakeAll();
  expect(sleepers).toEqual([]);
});
