import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type InlineFragmentNode,
  Kind,
  type SelectionSetNode,
} from "graphql";

/**
 * What a question is charged: a point for every object that it could return, lists at their full length.
 * Source: Shopify's rate limits. The exact figures are Shopify's own; this is never lower than its published rule.
 */
export function costOf(document: DocumentNode): number {
  const fragments = new Map(
    document.definitions
      .filter((one): one is FragmentDefinitionNode => one.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment.selectionSet]),
  );
  return document.definitions
    .map((one) =>
      one.kind === Kind.OPERATION_DEFINITION ? costOfSelection(one.selectionSet, fragments) : 0,
    )
    .reduce((sum, cost) => sum + cost, 0);
}

function costOfSelection(
  { selections }: SelectionSetNode,
  fragments: ReadonlyMap<string, SelectionSetNode>,
): number {
  return selections
    .map((selection) =>
      selection.kind === Kind.FRAGMENT_SPREAD
        ? costOfFragment(selection.name.value, fragments)
        : costOfField(selection, fragments),
    )
    .reduce((sum, cost) => sum + cost, 0);
}

function costOfFragment(name: string, fragments: ReadonlyMap<string, SelectionSetNode>): number {
  const fragment = fragments.get(name);
  return fragment ? costOfSelection(fragment, fragments) : 0;
}

function costOfField(
  field: FieldNode | InlineFragmentNode,
  fragments: ReadonlyMap<string, SelectionSetNode>,
): number {
  if (field.selectionSet === undefined) return 0;
  const inside = costOfSelection(field.selectionSet, fragments);
  // What wraps a list's rows is free; the rows are charged where their number is asked for.
  if (field.kind === Kind.INLINE_FRAGMENT) return inside;
  if (["nodes", "pageInfo"].includes(field.name.value)) return inside;
  const first = field.arguments?.find(({ name }) => name.value === "first")?.value;
  return (first?.kind === Kind.INT ? Number(first.value) : 1) * (1 + inside);
}
