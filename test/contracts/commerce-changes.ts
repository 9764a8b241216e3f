import { describe, expect, it } from "@jest/globals";
import type { CommerceAbilities, OrderChange } from "../../core/change.ts";
import { OutcomeUnknownError, ProviderUnavailableError } from "../../core/errors.ts";
import {
  about,
  type ChangesUnderTest,
  expectMade,
  quantityOf,
  read,
  wish,
} from "./commerce-wishes.ts";

const KINDS: readonly OrderChange["do"][] = [
  "cancel",
  "change_address",
  "change_items",
  "return",
  "exchange",
];

/** What every shop system that makes changes must hold to (core/commerce.ts, core/change.ts). `setUp` is called once per test. */
export function commerceChangesContract(
  name: string,
  /** As the system itself tells them; here so that each of them has its tests. */
  abilities: CommerceAbilities,
  setUp: () => Promise<ChangesUnderTest>,
): void {
  const can = KINDS.filter((kind) => abilities.changes.includes(kind));
  const cannot = KINDS.filter((kind) => !abilities.changes.includes(kind));

  describe.each(can)(`${name}: asked to change an order (%s)`, (kind) => {
    it("does it, and shows it on the order", async () => {
      const { change, order, ask, provider } = await wish(kind, await setUp());
      const outcome = await ask("wish-1");
      // Nobody is told of money back that only a person may send.
      const refunds = kind === "cancel" && abilities.cancelRefunds;
      expect(outcome).toMatchObject({ kind: "done", refunds });
      if (kind === "return") expect(outcome).toMatchObject({ reference: expect.any(String) });
      expectMade(change, order, await read(provider, order.id));
    });

    it("says the same when it is asked again with the same key, and does nothing more", async () => {
      const { order, ask, provider } = await wish(kind, await setUp());
      const outcome = await ask("wish-1");
      const after = await read(provider, order.id);
      expect(await ask("wish-1")).toEqual(outcome);
      expect(await read(provider, order.id)).toEqual(after);
    });

    it("does it once when the same key comes twice at the same moment", async () => {
      const { change, order, ask, provider } = await wish(kind, await setUp());
      const [one, other] = await Promise.all([ask("wish-1"), ask("wish-1")]);
      expect(one).toEqual(other);
      expect(one?.kind).toBe("done");
      expectMade(change, order, await read(provider, order.id));
    });

    it("does not know what came of it when the answer is lost, and finds it done when it asks again", async () => {
      const shop = await setUp();
      const { change, order, ask, provider } = await wish(kind, shop);
      await shop.loseNextAnswer();
      await expect(ask("wish-1")).rejects.toBeInstanceOf(OutcomeUnknownError);
      expect((await ask("wish-1")).kind).toBe("done");
      expectMade(change, order, await read(provider, order.id));
    });

    it("knows that nothing was changed when the system cannot be reached", async () => {
      const shop = await setUp();
      const { ask } = await wish(kind, shop);
      await shop.breakDown();
      await expect(ask("wish-1")).rejects.toBeInstanceOf(ProviderUnavailableError);
    });

    it("refuses what is about no order of the shop's", async () => {
      const { change, provider } = await wish(kind, await setUp());
      const nobodys = { ...change, orderId: "99999999" };
      expect(await provider.change?.(nobodys, "wish-1")).toMatchObject({
        kind: "refused",
        reason: "not_found",
      });
    });

    it("refuses it on an order that is too far on its way, or not far enough", async () => {
      const shop = await setUp();
      const { change, provider } = await wish(kind, shop);
      const isAfterwards = kind === "return" || kind === "exchange";
      const order = await read(provider, isAfterwards ? shop.unpacked : shop.delivered);
      const outcome = await provider.change?.(about(change, order), "wish-1");
      expect(outcome).toMatchObject({
        kind: "refused",
        ...(isAfterwards ? {} : { reason: "too_late" }),
      });
      expect(await read(provider, order.id)).toEqual(order);
    });
  });

  const unable = cannot.length > 0 ? it : undefined;
  unable?.(`${name}: refuses what it cannot do: ${cannot.join(", ")}`, async () => {
    const shop = await setUp();
    for (const kind of cannot) {
      const { order, ask, provider } = await wish(kind, shop);
      expect(await ask("wish-1")).toMatchObject({ kind: "refused", reason: "not_allowed" });
      expect(await read(provider, order.id)).toEqual(order);
    }
  });

  describe(`${name}: asked for the same things again`, () => {
    it("tells what it can do", async () => {
      expect((await setUp()).provider.abilities).toEqual(abilities);
    });

    it.each(can.filter((kind) => kind === "cancel"))("cancels once (%s)", async (kind) => {
      const { ask, order, provider } = await wish(kind, await setUp());
      await ask("wish-1");
      const after = await read(provider, order.id);
      const again = await ask("wish-2");
      expect([again.kind, "reason" in again ? again.reason : "already_done"]).toEqual([
        again.kind,
        "already_done",
      ]);
      expect(await read(provider, order.id)).toEqual(after);
    });

    it.each(can.filter((kind) => kind === "return"))(
      "takes no piece back twice, neither later nor at the same moment (%s)",
      async (kind) => {
        const shop = await setUp();
        const { change, ask, order, provider } = await wish(kind, shop);
        if (change.do !== "return") throw new Error("the wish is a return");
        const all = change.items.map((item) => ({ ...item, quantity: quantityOf(order, item) }));
        const everything = { ...change, items: all };
        const outcomes = await Promise.all([
          provider.change?.(everything, "wish-1"),
          provider.change?.(everything, "wish-2"),
        ]);
        expect(outcomes.map((outcome) => outcome?.kind).sort()).toEqual(["done", "refused"]);
        expect(await ask("wish-3")).toMatchObject({ kind: "refused", reason: "already_done" });
        expect((await read(provider, order.id)).returns).toHaveLength(1);
      },
    );

    it.each(can.filter((kind) => kind === "return"))(
      "takes back no more than was ordered, and nothing that was not (%s)",
      async (kind) => {
        const { change, order, provider } = await wish(kind, await setUp());
        if (change.do !== "return") throw new Error("the wish is a return");
        const [item] = change.items;
        if (!item) throw new Error("the wish is about an item");
        const toomany = { ...change, items: [{ ...item, quantity: 99 }] };
        const strange = { ...change, items: [{ ...item, lineItemId: "99999999" }] };
        expect((await provider.change?.(toomany, "wish-1"))?.kind).toBe("refused");
        expect((await provider.change?.(strange, "wish-2"))?.kind).toBe("refused");
        expect(await read(provider, order.id)).toEqual(order);
      },
    );

    it.each(can.filter((kind) => kind === "change_items" || kind === "exchange"))(
      "gives only variants of the same product that can be had (%s)",
      async (kind) => {
        const { change, order, provider, variants } = await wish(kind, await setUp());
        if (!("swaps" in change)) throw new Error("the wish is a swap");
        const soldOut = variants.find(({ isAvailable }) => !isAvailable);
        for (const variantId of ["99999999", soldOut?.id ?? "99999999"]) {
          const swaps = change.swaps.map((swap) => ({ ...swap, variantId }));
          const outcome = await provider.change?.({ ...change, swaps }, `wish-${variantId}`);
          expect(outcome).toMatchObject({ kind: "refused", reason: "not_available" });
        }
        expect(await read(provider, order.id)).toEqual(order);
      },
    );
  });

  describe(`${name}: asked for the variants of a product`, () => {
    it("tells them apart, with the ordered one among them", async () => {
      const { order, variants } = await wish("cancel", await setUp());
      expect(variants.map(({ id }) => id)).toContain(order.lineItems[0]?.variantId);
      expect(new Set(variants.map(({ options }) => JSON.stringify(options))).size).toBe(
        variants.length,
      );
    });

    it("knows of none where there is no such product", async () => {
      const { provider } = await setUp();
      expect(await provider.variantsOf?.("99999999")).toEqual([]);
    });
  });
}
