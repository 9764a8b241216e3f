import { z } from "zod";
import { PURPOSES, sendBodySchema } from "../../../core/decision.ts";
import { StoreUnavailableError } from "../../../core/errors.ts";
import { addressSchema, RECEIPT_STATUSES } from "../../../core/message.ts";
import type { InboxItem, Send } from "../../../core/ports.ts";

/**
 * Reads a script's answer.
 * @throws StoreUnavailableError when it has another shape: something else has written to our keys.
 */
export function read<Schema extends z.ZodType>(schema: Schema, answer: unknown): z.output<Schema> {
  const { success, data, error } = schema.safeParse(answer);
  if (success) return data;
  throw new StoreUnavailableError("Redis holds something that this version cannot read", {
    cause: error,
  });
}

const moment = z.string().transform((at) => (at === "" ? undefined : Number(at)));

/** What `board()` of scripts-shared.ts gives. */
export const dueReply = z
  .tuple([z.number(), moment, moment, moment])
  .transform(([version, turn, urgent, patient]) => ({ version, turn, urgent, patient }));

/** A hash as Lua hands it on, names and values in turn, or as RESP3 does, a map. */
const hash = z
  .union([z.array(z.string()), z.record(z.string(), z.string())])
  .transform((found): Readonly<Record<string, string>> => {
    if (!Array.isArray(found)) return found;
    return Object.fromEntries(
      found.flatMap((name, at) => (at % 2 ? [] : [[name, found[at + 1] ?? ""]])),
    );
  });

const hashOf = <Row extends z.ZodType>(row: Row) =>
  hash.transform((found): unknown => found).pipe(row);

export const count = z.coerce.number();

export const acceptReply = z.tuple([
  z.array(z.enum(["kept", "known", "unroutable", "erased"])),
  dueReply,
]);

export const leaseReply = z.tuple([
  z
    .union([
      z.literal("alone"),
      z.tuple([
        z.string(),
        z.number(),
        z.string(),
        z.array(
          z
            .tuple([z.string(), count, count, z.string(), count, z.string(), count])
            .transform(([key, seq, tries, kind, receivedAt, body, crashes]) => ({
              key,
              seq,
              tries,
              kind,
              receivedAt,
              body,
              crashes,
            })),
        ),
        z.array(z.tuple([addressSchema, z.string()])),
      ]),
    ])
    .nullable(),
  dueReply,
]);
export type LeaseRow = Exclude<NonNullable<z.output<typeof leaseReply>[0]>, "alone">[3][number];

export const failReply = z.tuple([z.enum(["lost", "given back"]), dueReply]);
export const commitReply = z.tuple([z.enum(["lost", "committed"]), z.number(), dueReply]);
export const flagReply = z.tuple([z.number(), dueReply]);
export const countsReply = z.tuple([z.number(), z.number(), z.number(), z.number(), z.number()]);

const number = z.coerce.number();

/** What never changes about a row of the outbox; `fixed` of its hash. */
const fixed = z.object({
  id: z.string(),
  customer: z.string(),
  purpose: z.enum(PURPOSES),
  author: z.enum(["bot", "agent"]),
  to: addressSchema,
  from: addressSchema.optional(),
  body: sendBodySchema,
  lane: z.string(),
  rank: z.number(),
  createdAt: z.number(),
});

const sendRow = z.object({
  fixed: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(fixed),
  status: z.enum(["pending", "sending", "retry", "ambiguous", "sent", "cancelled", "dead"]),
  nb: number,
  tries: number,
  started: number.optional(),
  pid: z.string().optional(),
  receipt: z.enum(RECEIPT_STATUSES).optional(),
  error: z.string().optional(),
});

/** A row of the outbox in the port's words. */
const send = sendRow.transform(
  ({ fixed: always, status, nb, tries, started, pid, receipt, error }): Send => {
    const { from, ...rest } = always;
    return {
      ...rest,
      notBefore: nb,
      status,
      tries,
      ...(from === undefined ? {} : { from }),
      ...(started === undefined ? {} : { startedAt: started }),
      ...(pid === undefined ? {} : { providerId: pid }),
      ...(receipt === undefined ? {} : { receipt }),
      ...(error === undefined ? {} : { error }),
    };
  },
);

/** What is known of a row that only another version can read. */
const foreignRow = z.object({
  customer: z.string(),
  lane: z.string(),
  member: z.string(),
  status: z.string(),
  tries: number,
  nb: number,
  due: number,
  error: z.string().optional(),
});
export type ForeignSend = { id: string } & Omit<z.output<typeof foreignRow>, "member">;

const foreign = foreignRow.transform(
  ({ member, ...row }): ForeignSend => ({ id: member.slice(MEMBER_PREFIX), ...row }),
);
/** `member` is a place of sixteen digits, a colon, and the id. */
const MEMBER_PREFIX = 17;

const someSend = hashOf(z.union([send, foreign]));

/** Rows of the outbox, those apart that only another version can read. */
function apart(rows: readonly (Send | ForeignSend)[]): {
  sends: readonly Send[];
  foreign: readonly ForeignSend[];
} {
  return {
    sends: rows.flatMap((row) => ("body" in row ? row : [])),
    foreign: rows.flatMap((row) => ("body" in row ? [] : row)),
  };
}

const sends = z.array(someSend).transform(apart);

export const takeReply = z.tuple([sends, dueReply]);

export const unsentReply = sends.transform((rows) => rows.sends);

/** A row, or nothing where there is none. */
export const sendReply = hash.transform((row, context): Send | undefined => {
  if (Object.keys(row).length === 0) return undefined;
  const { success, data } = send.safeParse(row);
  if (success) return data;
  context.addIssue({ code: "custom", message: "not a row of the outbox" });
  return z.NEVER;
});

const inboundRow = z.object({
  customer: z.string(),
  kind: z.string(),
  status: z.enum(["pending", "dead"]),
  tries: number,
  at: number,
  due: number,
  error: z.string().optional(),
});

const listed = <Row extends z.ZodType>(row: Row) => z.array(z.tuple([z.string(), row]));

const listedSends = listed(someSend).transform((rows) => apart(rows.map(([, row]) => row)));

export const inboxReply = z
  .tuple([listed(hashOf(inboundRow)), listed(hashOf(inboundRow)), listedSends, listedSends])
  .transform(([dead, open, deadSends, unsent]) => ({
    dead: [...dead.map(([key, row]) => toItem(key, row)), ...deadSends.foreign.map(asItem)],
    open: [...open.map(([key, row]) => toItem(key, row)), ...unsent.foreign.map(asItem)],
    deadSends: deadSends.sends,
    unsent: unsent.sends,
  }));

/** A send that only another version can read, as far as it can be shown. */
function asItem({ id, customer, status, tries, nb, due, error }: ForeignSend): InboxItem {
  const shown = { customer, tries, receivedAt: nb, dueAt: due, ...(error && { error }) };
  return { key: id, kind: "send", status: status === "dead" ? "dead" : "pending", ...shown };
}

function toItem(key: string, { at, due, error, ...row }: z.output<typeof inboundRow>): InboxItem {
  return { key, ...row, receivedAt: at, dueAt: due, ...(error === undefined ? {} : { error }) };
}

const waits = z.object({
  team: z.string(),
  since: z.number(),
  promiseDueAt: z.number().optional(),
});

export const waitingReply = z.array(
  z.tuple([z.string(), z.string(), z.string()]).transform(([customer, text, conversation]) => {
    const { team, since, promiseDueAt } = waits.parse(JSON.parse(text));
    const kept: unknown = JSON.parse(conversation);
    return { customer, team, since, promiseDueAt, conversation: kept };
  }),
);

/** What a provider's id leads to. */
export const sentPointer = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(z.tuple([z.string(), z.string()]));
