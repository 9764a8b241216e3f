import type { Buyer, Sale } from "./outreach-people.ts";
import { isQuietAt } from "./quiet-hour.ts";

/** A text that reached a phone. */
export type SentText = {
  sendId: string;
  to: string;
  purpose: string;
  text: string;
  at: number;
  kind: string;
  /** The order that it is about. */
  id: string;
};

const THANKS = /thank you for (?:shopping|waiting)|order \(.*\) should be with you now/i;

/**
 * What went wrong in a year, by what reached the phones and by what the people did, told apart from our own code: no
 * thank-you twice, in quiet hours, without consent, into an open complaint; each delivered order thanked for, or the
 * reason kept.
 */
export function judgeYear(year: {
  buyers: readonly Buyer[];
  delivered: readonly Sale[];
  sent: readonly SentText[];
  fates: ReadonlyMap<string, string>;
}): readonly string[] {
  const owner = new Map<string, Buyer>(year.buyers.map((buyer) => [`sms:${buyer.phone}`, buyer]));
  const started = year.sent.filter(({ purpose }) => purpose === "thank_you");
  return [
    ...started.flatMap((text) => judgeText(text, owner.get(text.to))),
    ...twice(year.sent),
    ...year.delivered.flatMap((sale) => judgeSale(sale, year)),
  ];
}

function judgeText(text: SentText, buyer: Buyer | undefined): readonly string[] {
  if (!buyer) return [`${text.sendId} went to nobody who buys here`];
  const wrong: string[] = [];
  if (isQuietAt(text.at, buyer.zone)) wrong.push("in quiet hours");
  if (buyer.stopsAt !== undefined && text.at >= buyer.stopsAt) wrong.push("after a STOP");
  const { complaint } = buyer;
  if (complaint && text.at >= complaint.from && text.at < complaint.until)
    wrong.push("into an open complaint");
  const sale = buyer.sales.find(({ id }) => text.text.includes(`lamp ${id}`));
  if (THANKS.test(text.text) && !sale) wrong.push("for no order of theirs");
  const isKind = THANKS.test(text.text) || /happy are you|short question/.test(text.text);
  if (isKind && sale && !sale.order.thankYouConsent) wrong.push("without consent");
  return wrong.map((what) => `${text.sendId} ${what} (${new Date(text.at).toISOString()})`);
}

function twice(sent: readonly SentText[]): readonly string[] {
  const seen = new Set<string>();
  return sent
    .filter(({ text }) => THANKS.test(text))
    .flatMap(({ text }) => {
      const item = /lamp o\d+x\d+/.exec(text)?.[0] ?? text;
      if (seen.has(item)) return [`thanked twice for the ${item}`];
      seen.add(item);
      return [];
    });
}

function judgeSale(
  { id }: Sale,
  { fates, sent }: { fates: ReadonlyMap<string, string>; sent: readonly SentText[] },
): readonly string[] {
  const fate = fates.get(id);
  if (fate === undefined) return [`order ${id} arrived, and no reason is kept`];
  const isThanked = sent.some(({ text }) => THANKS.test(text) && text.includes(`lamp ${id}`));
  if (fate === "sent" && !isThanked) return [`order ${id} was said to be thanked for, and was not`];
  if (fate !== "sent" && isThanked) return [`order ${id} was thanked for, though ${fate}`];
  return [];
}
