import { StoreUnavailableError } from "../../../core/errors.ts";
import type { CustomerId } from "../../../core/message.ts";
import type { Acceptance, Arrival, Route, Store } from "../../../core/ports.ts";
import type { Book } from "./book.ts";
import type { Statements } from "./statements.ts";

/** Waiting for their commit at once; beyond it a provider is told to come again rather than memory filled. */
const MOST_WAITING = 10_000;

/** Step A's half of the store: keeps what arrives, once per key, with the consent that it changes. */
export function accepting(book: Book): Pick<Store, "accept"> {
  const { sql, commits, turns, bell, inbounds } = book;
  return {
    async accept(arrivals) {
      if (commits.backlog() >= MOST_WAITING) {
        throw new StoreUnavailableError(
          `${MOST_WAITING} messages already wait to be kept; try again in a moment`,
        );
      }
      const bodies = arrivals.map(({ inbound }) => JSON.stringify(inbound));
      return commits.write({
        run: () => arrivals.map((arrival, at) => keep(arrival, bodies[at] ?? "", sql)),
        applied(acceptances) {
          acceptances.forEach((acceptance, at) => {
            const arrival = arrivals[at];
            if (!arrival || acceptance.outcome !== "kept") return;
            const { inbound } = arrival;
            if (inbound.kind !== "timer") inbounds.keep(inbound.key, inbound);
            turns.expect(acceptance.customer, inbound.receivedAt);
            bell.ring();
          });
        },
      });
    },
  };
}

function keep({ inbound, route, consent }: Arrival, body: string, sql: Statements): Acceptance {
  const customer = findCustomer(route, sql);
  if (customer === undefined) return { outcome: "unroutable" };
  if (sql.keepInbound.run(inbound.key, customer, inbound.kind, body, inbound.receivedAt) === 0) {
    return { outcome: "known", customer: sql.whoseInbound.get(inbound.key)?.customer ?? customer };
  }
  if (consent) {
    const { address, status, purpose, at, by } = consent;
    sql.addConsent.run(address, status, purpose ?? null, at, by);
  }
  return { outcome: "kept", customer };
}

function findCustomer(route: Route, sql: Statements): CustomerId | undefined {
  switch (route.kind) {
    case "address":
      return (
        sql.customerOf.get(route.address)?.customer ??
        addCustomer(route.address, route.newCustomer, sql)
      );
    case "known_address":
      return sql.customerOf.get(route.address)?.customer;
    case "customer":
      return sql.customer.get(route.customer) && route.customer;
    case "sent":
      return sql.whoWasSent.get(route.providerId)?.customer;
    default:
      return route satisfies never;
  }
}

function addCustomer(address: string, customer: CustomerId, sql: Statements): CustomerId {
  sql.addCustomer.run(customer);
  sql.addAddress.run(address, customer);
  return customer;
}
