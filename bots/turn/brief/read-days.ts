import type { Conversation } from "../../../core/conversation.ts";
import type { Shop } from "../../../core/shop.ts";
import { openFlow } from "../../../intents/flows/flow.ts";
import { orderOfDay } from "../../../intents/orders/order-of-day.ts";
import type { OrdersSeen } from "./read-orders.ts";
import type { Said } from "./read-words.ts";

/** "The order of 12 November" names an order as its number does. */
export function readDays(
  said: Said,
  {
    orders,
    conversation: { question, flow },
    shop,
    now,
  }: {
    orders: OrdersSeen;
    conversation: Pick<Conversation, "question" | "flow">;
    shop: Pick<Shop, "file">;
    now: number;
  },
): Said {
  const { text, understanding } = said;
  const { entities } = understanding;
  if (orders.kind !== "proven" || entities.orderNumbers.length > 0) return said;
  const isAnswer = question?.kind === "which_order" || openFlow(flow, now)?.asks === "order";
  const { timezone } = shop.file;
  const order = orderOfDay({ text, dates: entities.dates, isAnswer }, orders.orders, {
    now,
    timezone,
  });
  return order === undefined
    ? said
    : {
        ...said,
        understanding: {
          ...understanding,
          entities: { ...entities, orderNumbers: [order.number] },
        },
      };
}
