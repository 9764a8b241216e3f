/**
 * A real Vendure with its database in memory, on a free port of this machine. Prints one line of JSON when it is ready:
 * where it is, and an API key that may read what Nightdesk reads. Ends with its parent.
 */
import { bootstrap, dummyPaymentHandler, Logger, manualFulfillmentHandler } from "@vendure/core";
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

const { port } = app.getHttpServer().address();
console.log(JSON.stringify({ url: `http://127.0.0.1:${port}`, admin }));
process.stdin.resume().on("end", () => process.exit(0));
