import { expect, it } from "@jest/globals";
import type { CommerceProvider } from "../../core/commerce.ts";
import { ProviderUnavailableError } from "../../core/errors.ts";
import type { Outage, ShopServer } from "../fakes/shop-server.ts";

/** A shop system that is there, with the id and the number of an order in it. */
export type SystemInTrouble = {
  server: Pick<ShopServer, "fail">;
  shop: CommerceProvider;
  id: string;
  number: string;
};

/** That we could not find out is never told as "there is none". `setUp` is called once per test. */
export function outagesContract(setUp: () => Promise<SystemInTrouble>): void {
  const outages: Outage[] = ["error", "torn", "garbage", "flood", "wrong shape"];

  it.each(outages)("tells nobody that their order does not exist (%s)", async (outage) => {
    const { server, shop, id, number } = await setUp();
    server.fail(outage);
    await expect(shop.getOrder(id)).rejects.toBeInstanceOf(ProviderUnavailableError);
    await expect(shop.findOrders({ number })).rejects.toBeInstanceOf(ProviderUnavailableError);
  });
}
