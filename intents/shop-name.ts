/**
 * The text with the shop's own name taken as what it is: "is Harbour & Pine open today" is "is the shop open today". A name is
 * of words that no phrase knows, and an "&" in it joins no two wishes. Only names of several words: one alone is as likely
 * another thing, and so are several without an "and" unless they are written as the shop writes them.
 */
export function withoutShopName(text: string, name: string, theShop: string): string {
  const words = name.match(/[\p{L}\d'’]+/gu) ?? [];
  const bare = words.filter((word) => !JOINS.test(word));
  if (bare.length < 2) return text;
  const isJoined = bare.length < words.length || /[&+]/.test(name);
  const between = "\\s*(?:(?:&|\\+|\\b(?:and|nd|n|y|og|und)\\b)\\s*)?";
  const pattern = bare.map((word) => RegExp.escape(word)).join(between);
  return text.replace(
    new RegExp(`(?<![\\p{L}\\d])${pattern}(?![\\p{L}\\d])`, isJoined ? "giu" : "gu"),
    theShop,
  );
}

const JOINS = /^(?:and|n|y|og|und)$/i;
