import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openDatabase } from "./open.ts";
import { MIGRATIONS, migrate } from "./schema.ts";
import { sqliteStore } from "./store.ts";

/**
 * Brings a file to the newest version and is killed as it comes to the statement that is asked for; the authorizer
 * hears of each before it runs. Says how many there are when it comes through. Codes: https://sqlite.org/c3ref/c_alter_table.html
 */
const MIGRATE_UNTIL_KILLED = `
  import { DatabaseSync } from "node:sqlite";
  const { migrate } = await import(${JSON.stringify(import.meta.resolve("./schema.ts"))});
  const BEGINS_A_STATEMENT = [1, 2, 10, 11, 19, 22, 26];
  const db = new DatabaseSync(process.argv[1]);
  db.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
  let statements = 0;
  db.setAuthorizer((code) => {
    if (!BEGINS_A_STATEMENT.includes(code)) return 0;
    statements += 1;
    if (statements === Number(process.argv[2])) process.kill(process.pid, "SIGKILL");
    return 0;
  });
  migrate(db, process.argv[1]);
  console.log(statements);
`;

/** How many processes each old version may cost; more statements than that are taken in even steps. */
const MOST_KILLS = 8;

const newest = MIGRATIONS.length;
let folder = "";
let files = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "nightdesk-schema-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A file as that version left it, with a customer in it where it had any. */
function fileOf(version: number): string {
  files += 1;
  const file = join(folder, `${files}-v${version}.db`);
  const db = new DatabaseSync(file);
  for (const migration of MIGRATIONS.slice(0, version)) db.exec(migration);
  db.exec(`PRAGMA user_version = ${version}`);
  if (version > 0) db.exec("INSERT INTO customer (id) VALUES ('freja')");
  db.close();
  return file;
}

function shapeOf(file: string): { version: unknown; shape: unknown } {
  const db = new DatabaseSync(file);
  const shape = db.prepare("SELECT name, sql FROM sqlite_schema ORDER BY name").all();
  const version = db.prepare("PRAGMA user_version").get()?.user_version;
  db.close();
  return { version, shape };
}

function migrateUntilKilled(file: string, statement: number) {
  const args = ["--input-type=module", "--eval", MIGRATE_UNTIL_KILLED, file, String(statement)];
  return spawnSync(process.execPath, args, { encoding: "utf8" });
}

describe("a server that is killed while it brings the file of an older version up to date", () => {
  it.each(Array.from({ length: newest }, (_, version) => version))(
    "leaves version %i or the newest, never something between, and the next start goes on",
    async (version) => {
      const old = fileOf(version);
      const whole = join(folder, `whole-${version}.db`);
      copyFileSync(old, whole);
      const statements = Number(migrateUntilKilled(whole, 0).stdout);
      const [before, after] = [shapeOf(old), shapeOf(whole)];
      expect(after.version).toBe(newest);
      expect(statements).toBeGreaterThan(2);

      const step = Math.ceil(statements / MOST_KILLS);
      for (let at = 1; at <= statements; at += step) {
        const file = join(folder, `killed-${version}-${at}.db`);
        copyFileSync(old, file);
        expect(migrateUntilKilled(file, at)).toMatchObject({ signal: "SIGKILL" });
        expect([before, after]).toContainEqual(shapeOf(file));
        const store = sqliteStore({ file });
        expect(await store.counts()).toMatchObject({ pending: 0 });
        await store.close();
        expect(shapeOf(file)).toEqual(after);
        const db = new DatabaseSync(file);
        expect(db.prepare("PRAGMA integrity_check").get()).toEqual({ integrity_check: "ok" });
        expect(db.prepare("SELECT id FROM customer").all()).toHaveLength(version > 0 ? 1 : 0);
        db.close();
      }
    },
    60_000,
  );

  it("is the only one that does it: another one that starts meanwhile refuses", () => {
    const file = fileOf(1);
    const first = openDatabase(file);
    const second = migrateUntilKilled(file, 0);
    expect(second.status).toBe(1);
    expect(second.stderr).toMatch(/database is locked/);
    first.close();
  });
});

describe("migrations", () => {
  it("change nothing the second time", () => {
    const file = fileOf(newest);
    const before = shapeOf(file);
    const db = openDatabase(file);
    migrate(db, file);
    db.close();
    expect(shapeOf(file)).toEqual(before);
  });
});
