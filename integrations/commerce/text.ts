/** The first text that says something, under that name; nothing where none does, so that `""` and null never travel on. */
export function someText<Name extends string>(
  name: Name,
  ...texts: readonly (string | null | undefined)[]
): { [Key in Name]?: string } {
  const text = texts.find((candidate) => candidate?.trim());
  return text === undefined || text === null
    ? {}
    : ({ [name]: text.trim() } as { [Key in Name]?: string }); // a computed key loses its name
}

/** A link that may be sent to a customer, under that name: http or https, nothing else. */
export function webLink<Name extends string>(
  name: Name,
  link: string | null | undefined,
): { [Key in Name]?: string } {
  const isWeb = link && URL.canParse(link) && /^https?:$/.test(new URL(link).protocol);
  return someText(name, isWeb ? link : undefined);
}
