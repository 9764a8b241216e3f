import type { Decision, NewSend, SendBody } from "../../../core/decision.ts";
import { languageIn, localeFor } from "../../../core/locale.ts";
import type { Shop } from "../../../core/shop.ts";
import { maskForReturn } from "../../../customers/masking.ts";
import { isForeign } from "../../../intents/foreign-words.ts";
import { isTranslation, type Translation } from "../../../intents/knowledge/translation.ts";
import { askedOf, type HelperPorts, knownOf } from "../brief/helper-call.ts";
import type { Brief } from "../brief.ts";

/** People at the desk read the shop's own language: "en". */
export function deskLanguage({ file }: Shop): string {
  return languageIn(localeFor(file.locales, undefined));
}

/**
 * What a talk in two languages needs: below the customer's words what they mean, and what its holder asked to say in the
 * customer's language as an offer that they read, edit and send themselves. Without a good translation all stays as it was.
 */
export async function translated(
  brief: Brief,
  decision: Decision,
  ports: HelperPorts,
): Promise<Decision> {
  const { locale } = decision.conversation;
  const sends = await Promise.all(
    decision.sends.map(async (send) => {
      const body = await translatedBody(send, { brief, locale, ports });
      return body ? { ...send, body } : send;
    }),
  );
  return { ...decision, sends };
}

type Talk = { brief: Brief; locale: string | undefined; ports: HelperPorts };

async function translatedBody({ id, body }: NewSend, talk: Talk): Promise<SendBody | undefined> {
  const own = deskLanguage(talk.brief.shop);
  if (body.kind === "line" && body.who === "customer" && isForeignToDesk(body.text, talk)) {
    const { locale = own } = talk;
    const perhapsFrom = languageIn(locale) === own ? undefined : languageIn(locale);
    const asked = { id, words: body.text, into: own, perhapsFrom };
    const made = await translationOf(asked, talk);
    return made === undefined ? undefined : { ...body, translation: made };
  }
  if (body.kind === "whisper" && body.offer !== undefined) {
    const into = languageAskedFor(body, talk.brief);
    const made = into && (await translationOf({ id, words: body.offer, into, from: own }, talk));
    if (made) return { ...body, text: `In ${into}, by a machine: ${made}`, offer: made };
  }
  return undefined;
}

function isForeignToDesk(text: string, { brief: { shop }, locale }: Talk): boolean {
  const own = deskLanguage(shop);
  if (text === "") return false;
  return languageIn(locale ?? own) !== own || isForeign(text, [own]);
}

/** The language in which the words of this offer are wanted, where an agent asked for it in this turn. */
function languageAskedFor(
  { agentId, offer }: Extract<SendBody, { kind: "whisper" }>,
  { inbounds }: Brief,
): string | undefined {
  for (const inbound of inbounds) {
    if (inbound.kind !== "agent" || inbound.agent.id !== agentId) continue;
    const { action } = inbound;
    if (action.do === "note" && action.text === offer) return action.into;
  }
  return undefined;
}

const LONGEST_LINE = 1_000;

async function translationOf(
  { id, ...asked }: { id: string } & Omit<Translation, "made">,
  { brief, ports }: Talk,
): Promise<string | undefined> {
  const { helper } = ports;
  if (!helper || asked.words.length > LONGEST_LINE) return undefined;
  const { text, restore } = maskForReturn(asked.words, knownOf(brief));
  const said = await askedOf(
    "translate",
    brief,
    ports,
    (how) => helper.translate({ text, language: asked.into }, how),
    `:${id}`,
  );
  const made = said === undefined ? undefined : restore(said);
  return made !== undefined && isTranslation({ ...asked, made }) ? made : undefined;
}
