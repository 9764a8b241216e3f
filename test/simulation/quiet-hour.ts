/** Whether it is 20:00 to 9:00 where they live, by the runtime's own calendar: a judge does not ask the product. */
export function isQuietAt(instant: number, timeZone: string): boolean {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat("en", { timeZone, hour: "numeric", hourCycle: "h23" });
  formats.set(timeZone, format);
  const hour = Number(format.format(instant));
  return hour >= 20 || hour < 9;
}

const formats = new Map<string, Intl.DateTimeFormat>();
