import { StoreUnavailableError } from "../../../core/errors.ts";
import type { Address, CustomerId } from "../../../core/message.ts";
import type { Acceptance, Arrival, Store } from "../../../core/ports.ts";
import type { Book } from "./book.ts";
import {
  consentField,
  customerBehind,
  customerSent,
  forgetName,
  nameOfAddress,
  noteConsent,
} from "./names.ts";
import { partitionOf } from "./partitions.ts";
import { acceptReply, read } from "./replies.ts";
import { IS_GONE } from "./scripts-erasing.ts";
import { CLAIM_NAME } from "./scripts-names.ts";
import { ACCEPT } from "./scripts-turns.ts";

/** Waiting for their answer at once; beyond it a provider is told to come again rather than memory filled. */
const MOST_WAITING = 10_000;

type Routed = { at: number; arrival: Arrival; customer: CustomerId };

/**
 * Step A's half of the store. What belongs to one customer is kept together or not at all; a batch for several
 * customers may be kept in part when it is rejected, and is made whole when it comes again.
 */
export function accepting(book: Book): Pick<Store, "accept"> {
  const { servers, bell } = book;
  const claims = new Map<Address, Promise<CustomerId | undefined>>();
  let waiting = 0;

  /** Two first messages from one new number go the same road, in the order in which they came. */
  function claim(
    address: Address,
    newCustomer: CustomerId,
    key: string,
  ): Promise<CustomerId | undefined> {
    const underWay = claims.get(address);
    // What is a copy says nothing of what comes beside it.
    if (underWay) return underWay.then((found) => found ?? findOrClaim(address, newCustomer, key));
    const found = findOrClaim(address, newCustomer, key).finally(() => claims.delete(address));
    claims.set(address, found);
    return found;
  }

  /** `undefined`: nobody has the address any more, and the message is a copy of what somebody erased had sent. */
  async function findOrClaim(
    address: Address,
    newCustomer: CustomerId,
    key: string,
  ): Promise<CustomerId | undefined> {
    const known = await customerBehind(address, servers);
    if (known !== undefined) return known;
    if ((await servers.ask(partitionOf(key), IS_GONE, key)) === 1) return undefined;
    const name = nameOfAddress(address);
    return String(await servers.keep(partitionOf(name), CLAIM_NAME, name, newCustomer));
  }

  async function findCustomer({ route, inbound }: Arrival): Promise<CustomerId | undefined> {
    switch (route.kind) {
      case "address":
        return claim(route.address, route.newCustomer, inbound.key);
      case "known_address":
        return customerBehind(route.address, servers);
      case "customer":
        return route.customer;
      case "sent":
        return (await customerSent(route.providerId, servers))?.customer;
      default:
        return route satisfies never;
    }
  }

  async function keepAll(arrivals: readonly Arrival[]): Promise<readonly Acceptance[]> {
    const customers = await Promise.all(arrivals.map(findCustomer));
    const acceptances: Acceptance[] = arrivals.map(() => ({ outcome: "unroutable" }));
    const routed = arrivals.flatMap((arrival, at): Routed[] => {
      const customer = customers[at];
      return customer === undefined ? [] : [{ at, arrival, customer }];
    });
    const byCustomer = Map.groupBy(routed, ({ customer }) => customer);
    await Promise.all(
      [...byCustomer].map(([customer, theirs]) => keepOnes(customer, theirs, acceptances)),
    );
    return acceptances;
  }

  async function keepOnes(
    customer: CustomerId,
    theirs: readonly Routed[],
    acceptances: Acceptance[],
  ): Promise<void> {
    const consents = theirs.flatMap(({ arrival }) => arrival.consent ?? []);
    if (consents.length > 0) await noteConsent(customer, consents, servers);
    const partition = partitionOf(customer);
    const fields = theirs.flatMap(({ arrival }) => fieldsOf(arrival));
    const answer = await servers.keep(partition, ACCEPT, customer, ...fields);
    const [outcomes, due] = read(acceptReply, answer);
    theirs.forEach(({ at }, n) => {
      const outcome = outcomes[n] ?? "unroutable";
      const isKept = outcome === "kept" || outcome === "known";
      acceptances[at] = isKept ? { outcome, customer } : { outcome: "unroutable" };
    });
    book.note(partition, due);
    if (outcomes.includes("kept")) bell.ring();
    if (outcomes.includes("erased")) await keepAnew(customer, theirs, acceptances);
  }

  /** Whoever had the address has been erased since it was looked up: it is a stranger's from now on. */
  async function keepAnew(
    customer: CustomerId,
    theirs: readonly Routed[],
    acceptances: Acceptance[],
  ): Promise<void> {
    const strangers = theirs.filter(
      ({ arrival: { route } }) => route.kind === "address" && route.newCustomer !== customer,
    );
    for (const { arrival } of strangers) {
      if (arrival.route.kind === "address")
        await forgetName(nameOfAddress(arrival.route.address), [customer], servers);
    }
    const anew = await keepAll(strangers.map(({ arrival }) => arrival));
    strangers.forEach(({ at }, n) => {
      acceptances[at] = anew[n] ?? { outcome: "unroutable" };
    });
  }

  return {
    async accept(arrivals) {
      if (waiting >= MOST_WAITING) {
        throw new StoreUnavailableError(
          `${MOST_WAITING} messages already wait to be kept; try again in a moment`,
        );
      }
      for (const { inbound } of arrivals) refuseTimeless(inbound.receivedAt);
      waiting += 1;
      try {
        return await keepAll(arrivals);
      } finally {
        waiting -= 1;
      }
    },
  };
}

/** A moment that is none would be written before Redis finds out. @throws StoreUnavailableError */
export function refuseTimeless(...moments: readonly number[]): void {
  if (!moments.every(Number.isFinite)) throw new StoreUnavailableError("not a moment in time");
}

function fieldsOf({ inbound, route, consent }: Arrival): readonly string[] {
  return [
    route.kind === "address" ? route.address : "",
    inbound.key,
    inbound.kind,
    JSON.stringify(inbound),
    String(inbound.receivedAt),
    consent ? consentField(consent) : "",
    consent?.status ?? "",
    consent ? JSON.stringify(consent) : "",
  ];
}
