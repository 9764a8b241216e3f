import type { DatabaseSync, SQLInputValue } from "node:sqlite";

type Statement<Params extends SQLInputValue[], Row> = {
  /** How many rows it changed. */
  run(...params: Params): number;
  get(...params: Params): Row | undefined;
  all(...params: Params): Row[];
};

/** Makes a statement ready to be asked. Its row type is what the STRICT tables of schema.ts guarantee. */
export type Prepare = <Params extends SQLInputValue[], Row = never>(
  sql: string,
) => Statement<Params, Row>;

/** Prepares statements of this database. */
export function preparer(db: DatabaseSync): Prepare {
  return <Params extends SQLInputValue[], Row>(sql: string): Statement<Params, Row> => {
    const statement = db.prepare(sql);
    return {
      run: (...params) => Number(statement.run(...params).changes),
      get: (...params) => statement.get(...params) as Row | undefined, // the STRICT schema vouches for the columns
      all: (...params) => statement.all(...params) as Row[], // the same
    };
  };
}
