import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { StoreUnavailableError } from "../../../core/errors.ts";
import { type GroupCommit, groupCommit } from "./group-commit.ts";

/** A parcel whose customer does not exist is refused by the COMMIT itself, after every statement went well. */
const TABLES = `
  CREATE TABLE customer (id TEXT PRIMARY KEY) STRICT;
  CREATE TABLE parcel (customer TEXT NOT NULL REFERENCES customer (id) DEFERRABLE INITIALLY DEFERRED) STRICT;
  INSERT INTO customer VALUES ('freja');
`;

describe("everything that is written in the same moment", () => {
  let db: DatabaseSync;
  let commits: GroupCommit;
  beforeEach(() => {
    db = new DatabaseSync(":memory:");
    db.exec(TABLES);
    commits = groupCommit(db);
  });
  afterEach(() => db.close());

  function write(customer: string, log: string[]): Promise<unknown> {
    return commits.write({
      run: () => db.prepare("INSERT INTO parcel VALUES (?)").run(customer),
      applied: () => log.push(`${customer} kept`),
      undone: () => log.push(`${customer} undone`),
    });
  }

  it("shares one commit", async () => {
    const seen: boolean[] = [];
    const look = () => seen.push(db.isTransaction);
    await Promise.all([1, 2, 3].map(() => commits.write({ run: look, applied: look })));
    expect(seen).toEqual([true, true, true, false, false, false]);
  });

  it("is told to nobody when the commit fails, but for those whose own commit goes well", async () => {
    const log: string[] = [];
    const outcomes = await Promise.allSettled([write("freja", log), write("nobody", log)]);
    expect(outcomes).toMatchObject([
      { status: "fulfilled" },
      { status: "rejected", reason: expect.any(StoreUnavailableError) },
    ]);
    expect(log).toEqual(["nobody undone", "freja undone", "freja kept", "nobody undone"]);
    expect(db.prepare("SELECT customer FROM parcel").all()).toMatchObject([{ customer: "freja" }]);
  });

  it("is written in several transactions when there is very much of it, and in order", async () => {
    const order: number[] = [];
    const writes = Array.from({ length: 600 }, (_, n) =>
      commits.write({ run: () => n, applied: (done) => order.push(done) }),
    );
    expect(commits.backlog()).toBe(600);
    await Promise.all(writes);
    expect(order).toEqual(Array.from({ length: 600 }, (_, n) => n));
    expect(commits.backlog()).toBe(0);
  });
});
