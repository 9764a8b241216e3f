import { z } from "zod";

/** What we ask Shopify's Admin API to change, and what is looked at just before, with the shapes of the answers. */

const userErrors = z.array(
  z.object({
    message: z.string(),
    code: z.string().nullish(),
    field: z.array(z.string()).nullish(),
  }),
);
export type UserErrors = z.output<typeof userErrors>;

const edited = z.object({ userErrors });

/** Whether and why an order is cancelled; also what its cancelling is waited for with. */
export const CANCELLATION = `query NightdeskCancellation($id: ID!) {
  order(id: $id) { cancelledAt cancellation { staffNote } }
}`;
export const cancellationSchema = z.object({
  order: z
    .object({
      cancelledAt: z.string().nullish(),
      cancellation: z.object({ staffNote: z.string().nullish() }).nullish(),
    })
    .nullable(),
});

export const JOB = `query NightdeskJob($id: ID!) { job(id: $id) { done } }`;
export const jobSchema = z.object({ job: z.object({ done: z.boolean() }).nullable() });

export const CANCEL = `mutation NightdeskCancel($id: ID!, $reason: OrderCancelReason!, $note: String!) {
  orderCancel(
    orderId: $id
    reason: $reason
    staffNote: $note
    restock: true
    refundMethod: { originalPaymentMethodsRefund: true }
    notifyCustomer: false
  ) {
    job { id }
    orderCancelUserErrors { code field message }
  }
}`;
export const cancelSchema = z.object({
  orderCancel: z.object({
    job: z.object({ id: z.string() }).nullish(),
    orderCancelUserErrors: userErrors,
  }),
});

/** What is not ours to change stays as it is: the phone that the parcel service calls, and the company. */
export const SHIPPING_CONTACT = `query NightdeskShippingContact($id: ID!) {
  order(id: $id) { shippingAddress { phone firstName lastName company } }
}`;
export const shippingContactSchema = z.object({
  order: z
    .object({
      shippingAddress: z
        .object({
          phone: z.string().nullish(),
          firstName: z.string().nullish(),
          lastName: z.string().nullish(),
          company: z.string().nullish(),
        })
        .nullish(),
    })
    .nullable(),
});

export const UPDATE_ORDER = `mutation NightdeskUpdateOrder($input: OrderInput!) {
  orderUpdate(input: $input) { userErrors { field message } }
}`;
export const updateOrderSchema = z.object({ orderUpdate: edited });

/** What an edit needs to know beforehand, with the note that an earlier attempt under this key has left. */
export const BEFORE_EDIT = `query NightdeskBeforeEdit($id: ID!, $key: String!) {
  order(id: $id) {
    merchantEditable merchantEditableErrors
    metafield(namespace: "nightdesk", key: $key) { value }
  }
}`;
export const beforeEditSchema = z.object({
  order: z
    .object({
      merchantEditable: z.boolean(),
      merchantEditableErrors: z.array(z.string()),
      metafield: z.object({ value: z.string() }).nullish(),
    })
    .nullable(),
});

const CALCULATED = "id totalPriceSet { presentmentMoney { amount currencyCode } }";
const calculated = z.object({
  id: z.string(),
  totalPriceSet: z.object({
    presentmentMoney: z.object({ amount: z.string(), currencyCode: z.string() }),
  }),
});

export const BEGIN_EDIT = `mutation NightdeskBeginEdit($id: ID!) {
  orderEditBegin(id: $id) {
    calculatedOrder {
      ${CALCULATED}
      lineItems(first: 50) { nodes { id quantity editableQuantity variant { legacyResourceId } } }
    }
    userErrors { field message }
  }
}`;
export const beginEditSchema = z.object({
  orderEditBegin: edited.extend({
    calculatedOrder: calculated
      .extend({
        lineItems: z.object({
          nodes: z.array(
            z.object({
              id: z.string(),
              quantity: z.number().int(),
              editableQuantity: z.number().int(),
              variant: z.object({ legacyResourceId: z.coerce.string() }).nullish(),
            }),
          ),
        }),
      })
      .nullish(),
  }),
});
export type CalculatedLine = NonNullable<
  z.output<typeof beginEditSchema>["orderEditBegin"]["calculatedOrder"]
>["lineItems"]["nodes"][number];

export const EDIT_QUANTITY = `mutation NightdeskEditQuantity($id: ID!, $line: ID!, $quantity: Int!) {
  orderEditSetQuantity(id: $id, lineItemId: $line, quantity: $quantity, restock: true) {
    calculatedOrder { ${CALCULATED} }
    userErrors { field message }
  }
}`;
export const editQuantitySchema = z.object({
  orderEditSetQuantity: edited.extend({ calculatedOrder: calculated.nullish() }),
});

export const EDIT_ADD = `mutation NightdeskEditAdd($id: ID!, $variant: ID!, $quantity: Int!) {
  orderEditAddVariant(id: $id, variantId: $variant, quantity: $quantity, allowDuplicates: true) {
    calculatedOrder { ${CALCULATED} }
    userErrors { field message }
  }
}`;
export const editAddSchema = z.object({
  orderEditAddVariant: edited.extend({ calculatedOrder: calculated.nullish() }),
});

export const COMMIT_EDIT = `mutation NightdeskCommitEdit($id: ID!, $note: String!) {
  orderEditCommit(id: $id, staffNote: $note, notifyCustomer: false) { userErrors { field message } }
}`;
export const commitEditSchema = z.object({ orderEditCommit: edited });

/** What can come back of an order, and the returns that it has, with our keys in their notes. */
export const RETURNABLE = `query NightdeskReturnable($id: ID!, $reasons: [String!]!) {
  returnableFulfillments(orderId: $id, first: 10) {
    nodes {
      returnableFulfillmentLineItems(first: 20) {
        nodes { quantity fulfillmentLineItem { id lineItem { id } } }
      }
    }
  }
  returnReasonDefinitions(first: 10, handles: $reasons) { nodes { id handle } }
}`;
export const returnableSchema = z.object({
  returnableFulfillments: z.object({
    nodes: z.array(
      z.object({
        returnableFulfillmentLineItems: z.object({
          nodes: z.array(
            z.object({
              quantity: z.number().int(),
              fulfillmentLineItem: z.object({
                id: z.string(),
                lineItem: z.object({ id: z.string() }),
              }),
            }),
          ),
        }),
      }),
    ),
  }),
  returnReasonDefinitions: z.object({
    nodes: z.array(z.object({ id: z.string(), handle: z.string() })),
  }),
});
export type Returnable = z.output<typeof returnableSchema>;

export const KNOWN_RETURNS = `query NightdeskKnownReturns($id: ID!) {
  order(id: $id) {
    returns(first: 20) {
      nodes {
        id status
        returnLineItems(first: 1) { nodes { ... on ReturnLineItem { returnReasonNote } } }
      }
    }
  }
}`;
export const knownReturnsSchema = z.object({
  order: z
    .object({
      returns: z.object({
        nodes: z.array(
          z.object({
            id: z.string(),
            status: z.string(),
            returnLineItems: z.object({
              nodes: z.array(z.object({ returnReasonNote: z.string().nullish() })),
            }),
          }),
        ),
      }),
    })
    .nullable(),
});

export const CREATE_RETURN = `mutation NightdeskCreateReturn($input: ReturnInput!) {
  returnCreate(returnInput: $input) {
    return { id }
    userErrors { code field message }
  }
}`;
export const createReturnSchema = z.object({
  returnCreate: z.object({ return: z.object({ id: z.string() }).nullish(), userErrors }),
});

export const VARIANTS = `query NightdeskVariants($id: ID!) {
  shop { currencyCode }
  product(id: $id) {
    variants(first: 100) {
      nodes { legacyResourceId availableForSale price selectedOptions { name value } }
    }
  }
}`;
export const variantsSchema = z.object({
  shop: z.object({ currencyCode: z.string() }),
  product: z
    .object({
      variants: z.object({
        nodes: z.array(
          z.object({
            legacyResourceId: z.coerce.string(),
            availableForSale: z.boolean(),
            price: z.string(),
            selectedOptions: z.array(z.object({ name: z.string(), value: z.string() })),
          }),
        ),
      }),
    })
    .nullable(),
});
