import { z } from "zod";

/** Vendure's own no, of any mutation. */
const refusalSchema = z.object({ errorCode: z.string(), message: z.string() });
export type VendureRefusal = z.output<typeof refusalSchema>;

const orderOrRefusal = z.union([
  refusalSchema,
  z.object({ id: z.string(), totalWithTax: z.number().int() }),
]);

const RESULT = "... on Order { id totalWithTax } ... on ErrorResult { errorCode message }";

export const CANCEL = `mutation NightdeskCancel($id: ID!, $reason: String!) {
  result: cancelOrder(input: { orderId: $id, reason: $reason, cancelShipping: true }) { ${RESULT} }
}`;

export const ADD_NOTE = `mutation NightdeskNote($id: ID!, $note: String!) {
  result: addNoteToOrder(input: { id: $id, note: $note, isPublic: false }) { id totalWithTax }
}`;

export const TRANSITION = `mutation NightdeskTransition($id: ID!, $state: String!) {
  result: transitionOrderToState(id: $id, state: $state) { ${RESULT} }
}`;

/** Without new shipping costs: what was paid for the way stays paid. */
export const MODIFY = `mutation NightdeskModify($input: ModifyOrderInput!) {
  result: modifyOrder(input: $input) { ${RESULT} }
}`;

/** What each of these mutations answers. */
export const resultSchema = z.object({ result: orderOrRefusal });
