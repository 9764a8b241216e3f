/** Whose pages may use the chat. */
export type OriginRule = {
  /** Our own pages' address. */
  publicUrl: string;
  /** The shop's pages, as `https://shop.example`. */
  origins: readonly string[];
  /** Bound to this machine alone: pages from anywhere on it may try the chat. */
  isLocal: boolean;
};

/** Whether a browser's page of this origin may. No origin means no browser, which CORS does not concern. */
export function mayUseChat(origin: string | undefined, rule: OriginRule): boolean {
  if (origin === undefined) return true;
  if (origin === new URL(rule.publicUrl).origin || rule.origins.includes(origin)) return true;
  if (!rule.isLocal) return false;
  // "null" is a page opened from a file
  return origin === "null" || /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(origin);
}
