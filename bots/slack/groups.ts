import { z } from "zod";
import { ProviderUnavailableError } from "../../core/errors.ts";
import type { Clock } from "../../core/ports.ts";
import { faultOf } from "./faults.ts";

/** Whoever was taken out of a group a minute ago may not serve any more. */
const GROUP_AGE_MS = 60_000;

const groupUsers = z.object({ users: z.array(z.string()) });

/**
 * Whether somebody is in a Slack user group, by `usergroups.users.list` asked through `ask`. A group that Slack does
 * not know has nobody in it.
 * @throws ProviderUnavailableError when Slack does not say.
 */
export function slackGroups(
  ask: (group: string) => Promise<unknown>,
  clock: Clock,
): (userId: string, group: string) => Promise<boolean> {
  const seen = new Map<string, { at: number; users: readonly string[] }>();
  return async (userId, group) => {
    const known = seen.get(group);
    if (known && clock.now() - known.at <= GROUP_AGE_MS) return known.users.includes(userId);
    const users = await usersOf(ask, group);
    seen.set(group, { at: clock.now(), users });
    return users.includes(userId);
  };
}

async function usersOf(
  ask: (group: string) => Promise<unknown>,
  group: string,
): Promise<readonly string[]> {
  try {
    return groupUsers.parse(await ask(group)).users;
  } catch (error) {
    const fault = faultOf(error);
    if (fault.kind === "refused" && fault.code === "no_such_subteam") return [];
    throw new ProviderUnavailableError("Slack did not say who is in the group", { cause: error });
  }
}
