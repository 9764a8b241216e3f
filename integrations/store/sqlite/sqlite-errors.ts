/** SQLite's primary result codes that we react to. Source: https://sqlite.org/rescode.html */
export const SQLITE = {
  busy: 5,
  noMemory: 7,
  readOnly: 8,
  io: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
} as const;

/** The primary result code behind an error of node:sqlite; `undefined` for any other error. */
export function errcodeOf(error: unknown): number | undefined {
  if (typeof error !== "object" || error === null || !("errcode" in error)) return undefined;
  return typeof error.errcode === "number" ? error.errcode & PRIMARY : undefined;
}

/** Whether nothing at all can be written at the moment, rather than one operation being wrong. */
export function isDiskFailure(error: unknown): boolean {
  const code = errcodeOf(error);
  return code !== undefined && Object.values<number>(SQLITE).includes(code);
}

/** Extended codes carry their primary one in the lowest byte. */
const PRIMARY = 0xff;
