/** Where a message goes: a channel and, in it, a card's thread. */
export type Place = { channel: string; threadTs: string | undefined };
