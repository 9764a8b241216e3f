import type { PostalAddress } from "../../core/order.ts";

/** Whether a parcel goes to the wanted address already. What is not said of it (name, region) may be as it is. */
export function isSameAddress(now: PostalAddress | undefined, wanted: PostalAddress): boolean {
  if (!now) return false;
  const isSameName = wanted.name === undefined || wanted.name.trim() === now.name;
  const isSameRegion =
    wanted.region === undefined || plain(wanted.region) === plain(now.region ?? "");
  return isSameName && isSameRegion && place(now) === place(wanted);
}

function place({ line1, line2, city, postcode, country }: PostalAddress): string {
  return [line1, line2 ?? "", city, postcode, country].map(plain).join("\n");
}

function plain(text: string): string {
  return text.trim().toLowerCase();
}
