/**
 * A real Vendure with its database in memory, on a free port of this machine. Prints one line of JSON when it is ready:
 * where it is, and an API key that may read what Nightdesk reads. Ends with its parent.
 */
import { createHmac } from "node:crypto";
import {
  bootstrap,
  dummyPaymentHandler,
  EventBus,
  Logger,
  manualFulfillmentHandler,
  OrderStateTransitionEvent,
} from "@vendure/core";
import { populateInitialData } from "@vendure/core/cli/populate.js";

const admin = { identifier: "superadmin", password: "superadmin" };
const nobody = { log() {}, error: console.error, warn() {}, info() {}, verbose() {}, debug() {} };

const app = await bootstrap({
  apiOptions: {
    port: 0,
    hostname: "127.0.0.1",
    adminApiPath: "admin-api",
    shopApiPath: "shop-api",
  },
  authOptions: {
    tokenMethod: ["bearer", "api-key"],
    superadminCredentials: admin,
    requireVerification: false,
  },
  dbConnectionOptions: { type: "sqljs", synchronize: true, autoSave: false },
  paymentOptions: { paymentMethodHandlers: [dummyPaymentHandler] },
  shippingOptions: { fulfillmentHandlers: [manualFulfillmentHandler] },
  logger: nobody,
});
Logger.useLogger(nobody);

await populateInitialData(app, {
  defaultLanguage: "en",
  defaultZone: "Europe",
  countries: [{ name: "Denmark", code: "DK", zone: "Europe" }],
  taxRates: [{ name: "Standard Tax", percentage: 25 }],
  shippingMethods: [{ name: "PostNord", price: 3900 }],
  paymentMethods: [
    {
      name: "Card",
      handler: {
        code: "dummy-payment-handler",
        arguments: [{ name: "automaticSettle", value: "true" }],
      },
    },
  ],
  collections: [],
});

// What the plugin in docs/commerce/vendure.md does.
if (process.env.NIGHTDESK_URL) {
  app
    .get(EventBus)
    .ofType(OrderStateTransitionEvent)
    .subscribe((event) => {
      tell(event.toState, String(event.order.id)).catch(console.error);
    });
}

async function tell(state, orderId) {
  const body = JSON.stringify({ event: state, order_id: orderId });
  const timestamp = Math.floor(Date.now() / 1000);
  const signature = createHmac("sha256", process.env.NIGHTDESK_SECRET)
    .update(`${timestamp}.${body}`)
    .digest("hex");
  await fetch(`${process.env.NIGHTDESK_URL}/commerce/vendure/events`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-nightdesk-timestamp": String(timestamp),
      "x-nightdesk-signature": signature,
    },
    body,
    signal: AbortSignal.timeout(5000),
  });
}

const { port } = app.getHttpServer().address();
console.log(JSON.stringify({ url: `http://127.0.0.1:${port}`, admin }));
process.stdin.resume().on("end", () => process.exit(0));
