import { z } from "zod";
import { ProviderUnavailableError } from "../../core/errors.ts";
import type { Clock } from "../../core/ports.ts";
import { faultOf } from "./faults.ts";

/** A member of the workspace, as far as the desk needs to know. */
export type Person = {
  /** What colleagues call them; at most 80 characters. */
  name: string;
  /** Neither a guest, nor from another company, nor a machine, nor gone. */
  fullMember: boolean;
};

/**
 * `undefined`: Slack knows nobody by this id. Answers younger than `maxAgeMs` are given again without asking.
 * @throws ProviderUnavailableError when Slack does not say.
 */
export type People = (userId: string, maxAgeMs: number) => Promise<Person | undefined>;

/** A desk rarely has more people than this; beyond it the one asked about longest ago is forgotten. */
const REMEMBERED = 500;
const NAME_LENGTH = 80;

const userInfo = z.object({
  user: z.object({
    name: z.string().default(""),
    real_name: z.string().default(""),
    deleted: z.boolean().default(false),
    is_bot: z.boolean().default(false),
    is_restricted: z.boolean().default(false),
    is_ultra_restricted: z.boolean().default(false),
    is_stranger: z.boolean().default(false),
    profile: z.object({ display_name: z.string().default("") }).optional(),
  }),
});

/** People by Slack's `users.info`, asked through `ask` and remembered for as long as each caller allows. */
export function slackPeople(ask: (userId: string) => Promise<unknown>, clock: Clock): People {
  const seen = new Map<string, { at: number; person: Person | undefined }>();
  return async (userId, maxAgeMs) => {
    const known = seen.get(userId);
    if (known && clock.now() - known.at <= maxAgeMs) return known.person;
    const person = await lookUp(ask, userId);
    seen.delete(userId);
    seen.set(userId, { at: clock.now(), person });
    if (seen.size > REMEMBERED) seen.delete(seen.keys().next().value ?? "");
    return person;
  };
}

async function lookUp(
  ask: (userId: string) => Promise<unknown>,
  userId: string,
): Promise<Person | undefined> {
  try {
    const { user } = userInfo.parse(await ask(userId));
    const name = user.profile?.display_name || user.real_name || user.name || "An agent";
    return {
      name: [...name].slice(0, NAME_LENGTH).join(""),
      fullMember: !(
        user.is_restricted ||
        user.is_ultra_restricted ||
        user.is_stranger ||
        user.is_bot ||
        user.deleted
      ),
    };
  } catch (error) {
    const fault = faultOf(error);
    if (fault.kind === "refused" && /^user_not_(found|visible)$/.test(fault.code)) return undefined;
    throw new ProviderUnavailableError("Slack did not say who this is", { cause: error });
  }
}
