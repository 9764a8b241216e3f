import type { CommerceProvider } from "../../core/commerce.ts";

/** A shop system that can be told to take its time, around a real one. */
export type HeldShop = {
  around(opened: CommerceProvider): CommerceProvider;
  /**
   * From now on questions by this phone (by any) wait until `release`; `begun` resolves when the first one does.
   * Never released, it is a system that hangs.
   */
  hold(phone?: string): { begun: Promise<void>; release(): void };
};

/** A shop system that answers at once until it is held. */
export function heldShop(): HeldShop {
  let held: { phone: string | undefined; begun: () => void; open: Promise<void> } | undefined;
  return {
    around: (opened) => ({
      ...opened,
      async findOrders(query) {
        const concerns =
          held && (held.phone === undefined || ("phone" in query && query.phone === held.phone));
        if (concerns) {
          held?.begun();
          await held?.open;
        }
        return opened.findOrders(query);
      },
    }),
    hold(phone) {
      const begun = Promise.withResolvers<void>();
      const open = Promise.withResolvers<void>();
      held = { phone, begun: begun.resolve, open: open.promise };
      return {
        begun: begun.promise,
        release() {
          held = undefined;
          open.resolve();
        },
      };
    },
  };
}
