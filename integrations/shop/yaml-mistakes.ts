import { z } from "zod";
import { nearest } from "../../core/nearest.ts";

/** What is wrong at one place of a file, in a shop manager's words. */
export type Mistake = { path: readonly PropertyKey[]; at: "key" | "value"; says: string };

/** One mistake per issue: the value as it stands, and what was expected there. */
export function explainIssues(
  issues: readonly z.core.$ZodIssue[],
  schema: z.ZodType,
  document: unknown,
): readonly Mistake[] {
  return issues.flatMap((issue) => explain(issue, { schema, document, above: [] }));
}

type Context = { schema: z.ZodType; document: unknown; above: readonly PropertyKey[] };

function explain(issue: z.core.$ZodIssue, context: Context): readonly Mistake[] {
  const path = [...context.above, ...issue.path];
  if (issue.code === "unrecognized_keys") {
    const known = knownKeys(context.schema, path);
    return issue.keys.map((key) => ({
      path: [...path, key],
      at: "key",
      says: unknownKey(key, known),
    }));
  }
  if (issue.code === "invalid_union" && issue.errors.every(isOtherKind)) {
    const value = valueAt(context.document, path);
    const kinds = issue.errors.flat().map((each) => expected(each).replace("expected ", ""));
    const is = value === undefined ? "missing" : shown(value);
    const says = `${readable(path)} is ${is}: expected ${kinds.join(" or ")}`;
    return [{ path, at: "value", says }];
  }
  if (issue.code === "invalid_union" && issue.errors.length > 0) {
    return likeliestBranch(issue.errors).flatMap((inner) =>
      explain(inner, { ...context, above: path }),
    );
  }
  if (issue.code === "invalid_key") {
    const why = issue.issues.map(expected).join("; ");
    return [
      { path, at: "key", says: `${JSON.stringify(path.at(-1))} is not possible here: ${why}` },
    ];
  }
  const name = readable(path);
  const value = valueAt(context.document, path);
  if (value === undefined) {
    return [{ path, at: "value", says: `${name} is missing: ${expected(issue)}` }];
  }
  if (issue.code === "custom") {
    return [{ path, at: "value", says: `${name}: ${issue.message}` }];
  }
  const says = `${name} is ${shown(value)}: ${expected(issue)}${aboutQuotes(value, issue)}`;
  return [{ path, at: "value", says }];
}

function aboutQuotes(value: unknown, issue: z.core.$ZodIssue): string {
  const isText = issue.code === "invalid_type" && issue.expected === "string";
  if (isText && typeof value === "object" && value !== null && !Array.isArray(value))
    return "; one that holds a colon needs them";
  if (typeof value !== "string") return "";
  const isNumber = issue.code === "invalid_type" && /^(?:number|int)$/.test(issue.expected);
  if (isNumber && /^\s*-?\d+(?:\.\d+)?\s*$/.test(value)) return "; a number has no quotes";
  return CURLY.test(value) ? `; ${CURLY_QUOTES}` : "";
}

const CURLY = /^[“”„‘’«]|[“”‘’»]$/;
const CURLY_QUOTES = "its quotes are curly, as text processors make them: type straight ones";

function unknownKey(key: string, known: readonly string[]): string {
  const meant = nearest(key, known);
  const hint = meant === undefined ? `expected ${known.join(", ")}` : `did you mean "${meant}"?`;
  return `unknown key "${key}": ${hint}`;
}

/** Of a choice, the branch whose kind of value fits and which then finds least wrong. */
function likeliestBranch(branches: readonly z.core.$ZodIssue[][]): readonly z.core.$ZodIssue[] {
  const strangeness = (issues: readonly z.core.$ZodIssue[]) => {
    const lacks = issues.filter(({ code }) => code === "invalid_type").length;
    return (isOtherKind(issues) ? 100 : 0) + lacks * 10 + issues.length;
  };
  const [best = []] = [...branches].sort((one, other) => strangeness(one) - strangeness(other));
  return best;
}

/** The value is of another kind as a whole: a number where a text stands. */
function isOtherKind(issues: readonly z.core.$ZodIssue[]): boolean {
  return issues.some(
    ({ code, path }) => path.length === 0 && (code === "invalid_type" || code === "invalid_value"),
  );
}

const KINDS: Readonly<Record<string, string>> = {
  string: "text (in quotes)",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  object: "a group of keys",
  record: "a group of keys",
  array: "a list",
};

const FORMATS: Readonly<Record<string, string>> = {
  date: 'expected a date such as "2026-12-24"',
};

function expected(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return `expected ${KINDS[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return `expected ${issue.values.map(String).join(", ")}`;
    case "too_small":
    case "too_big":
      return bound(issue);
    default:
      return issue.code === "invalid_format"
        ? (FORMATS[issue.format] ?? issue.message)
        : issue.message;
  }
}

function bound(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): string {
  const isSmall = issue.code === "too_small";
  const limit = isSmall ? issue.minimum : issue.maximum;
  if (issue.origin === "string" && limit === 1) {
    return "expected some text";
  }
  const things = issue.origin === "array" ? " entries" : "";
  const least = issue.inclusive ? "at least" : "more than";
  const most = issue.inclusive ? "at most" : "less than";
  return `expected ${isSmall ? least : most} ${limit}${things}`;
}

function readable(path: readonly PropertyKey[]): string {
  const steps = path.map((step) =>
    typeof step === "number" ? `[${step + 1}]` : `.${String(step)}`,
  );
  return steps.length === 0 ? "the file" : steps.join("").replace(/^\./, "");
}

const SHOWN_LENGTH = 60;

function shown(value: unknown): string {
  if (value === null) {
    return "empty";
  }
  const json = JSON.stringify(value) ?? String(value);
  return json.length <= SHOWN_LENGTH ? json : `${json.slice(0, SHOWN_LENGTH)}…`;
}

function valueAt(document: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === "object" && value !== null
        ? (value as Record<PropertyKey, unknown>)[step] // any object may be asked for any key
        : undefined,
    document,
  );
}

/** The keys that a schema knows at a path; of a choice, those of all its branches. */
function knownKeys(schema: z.core.$ZodType, path: readonly PropertyKey[]): readonly string[] {
  const there = path.reduce<readonly z.core.$ZodType[]>(
    (schemas, step) => schemas.flatMap(branches).flatMap((each) => inside(each, step) ?? []),
    [schema],
  );
  const keys = there
    .flatMap(branches)
    .flatMap((each) => (each instanceof z.ZodObject ? Object.keys(each.shape) : []));
  return [...new Set(keys)];
}

function branches(schema: z.core.$ZodType): readonly z.core.$ZodType[] {
  if (schema instanceof z.ZodUnion) {
    return schema.options.flatMap(branches);
  }
  const isWrapped =
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodOptional;
  return isWrapped ? branches(schema.unwrap()) : [schema];
}

function inside(schema: z.core.$ZodType, step: PropertyKey): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodObject) {
    return schema.shape[String(step)];
  }
  if (schema instanceof z.ZodRecord) {
    return schema.valueType;
  }
  return schema instanceof z.ZodArray ? schema.element : undefined;
}
