import type { Channel, Edge } from "../../bots/channel.ts";
import type { Breakers } from "../../bots/turn/outbox/breaker.ts";
import type { CommerceProvider } from "../../core/commerce.ts";
import type { Store } from "../../core/ports.ts";
import type { Shop } from "../../core/shop.ts";
import type { Book } from "../../integrations/store/sqlite/book.ts";
import type { Life } from "./life.ts";
import type { World } from "./world.ts";

/** What a defect may use besides the port that it spoils. */
export type Kit = {
  world: World;
  life: Life;
  /** What the server's clock shows. */
  wall(): number;
  /** The shop's zone. */
  zone: string;
  /** The way out, unspoilt. */
  channels: readonly Channel[];
};

/** One mistake that somebody could make, put around a port; the simulator must notice it. */
export type Defect = {
  name: string;
  /** Spoils a part of the store itself. */
  book?: (book: Book, kit: Kit) => Book;
  store?: (store: Store, kit: Kit) => Store;
  accept?: (accept: Edge["accept"], kit: Kit) => Edge["accept"];
  channel?: (channel: Channel, kit: Kit) => Channel;
  commerce?: (commerce: CommerceProvider, kit: Kit) => CommerceProvider;
  breakers?: (breakers: Breakers) => Breakers;
  shop?: (shop: Shop) => Shop;
};
