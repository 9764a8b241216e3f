/** What a card's buttons carry: whose work it is, and which team may take it. */
export type CardValue = { customer: string; handoff: number; team: string };

/** What an agent can open from a card's menu. */
export const DESK_FORMS = ["pass_on", "snooze", "resolve", "hand_back", "order", "reply"] as const;
export type DeskForm = (typeof DESK_FORMS)[number];

/** The text of a card's button value. */
export function cardValue({ customer, handoff, team }: CardValue): string {
  return [customer, handoff, team].map(encodeURIComponent).join("/");
}

/** The other way round; `undefined` if this was never one of our values. */
export function readCardValue(value: string | undefined): CardValue | undefined {
  const match = /^([\w.~!'()*%-]+)\/([1-9]\d{0,8})\/([\w.~!'()*%-]+)$/.exec(value ?? "");
  const [, customer, handoff, team] = match ?? [];
  if (customer === undefined || team === undefined) return undefined;
  try {
    return {
      customer: decodeURIComponent(customer),
      handoff: Number(handoff),
      team: decodeURIComponent(team),
    };
  } catch {
    return undefined; // a URIError: "%" that encodes nothing
  }
}

/** The text of a menu entry's value. */
export function formValue(form: DeskForm, card: CardValue): string {
  return `${form} ${cardValue(card)}`;
}

/** The other way round, with what was written behind it; `undefined` if this was never one of our values. */
export function readFormValue(
  value: string | undefined,
): { form: DeskForm; card: CardValue; rest: string } | undefined {
  const [name, about, ...rest] = (value ?? "").split(" ");
  const form = DESK_FORMS.find((known) => known === name);
  const card = readCardValue(about);
  return form && card && { form, card, rest: rest.join(" ") };
}
