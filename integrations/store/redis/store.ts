import { ConfigurationError } from "../../../core/errors.ts";
import type { Clock, Store } from "../../../core/ports.ts";
import { workBell } from "../work-bell.ts";
import { accepting } from "./accepting.ts";
import { attemptsOf } from "./attempts.ts";
import type { Book } from "./book.ts";
import { clearingOut } from "./clearing-out.ts";
import { company } from "./company.ts";
import { handingOver } from "./desk-lanes.ts";
import { dueBoard } from "./due-board.ts";
import { erasing } from "./erasing.ts";
import { heartbeat } from "./heartbeat.ts";
import { inbox } from "./inbox.ts";
import { news } from "./news.ts";
import { outbox } from "./outbox.ts";
import { ALL_PARTITIONS, DESK } from "./partitions.ts";
import { people } from "./people.ts";
import { reading } from "./reading.ts";
import * as clearing from "./scripts-clearing-out.ts";
import * as eras from "./scripts-erasing.ts";
import * as looking from "./scripts-looking.ts";
import * as names from "./scripts-names.ts";
import * as sending from "./scripts-outbox.ts";
import * as peopling from "./scripts-people.ts";
import * as turning from "./scripts-turns.ts";
import { openServers, type Servers } from "./servers.ts";
import { guaranteeLine, readSettings } from "./settings.ts";
import { turns } from "./turns.ts";
import { readAddresses } from "./whereabouts.ts";

/** Raised when keys or scripts change so that two versions must not share one Redis. */
const LAYOUT_VERSION = `1/${ALL_PARTITIONS.length}`;

const SCRIPTS = [clearing, eras, looking, names, peopling, sending, turning].flatMap((each) =>
  Object.values(each),
);

/**
 * The store in Redis: one server, a primary behind Sentinels, or a Cluster, which any number of processes share.
 * @param options.urls one address of any of the servers, or several with commas
 * @param options.process a name for this process that no other ever has, without "/" and ":"
 * @throws ConfigurationError when the settings of Redis would lose what was accepted, or a newer Nightdesk wrote it;
 * StoreUnavailableError when it does not answer.
 */
export async function redisStore(options: {
  urls: string;
  process: string;
  clock: Clock;
}): Promise<Store> {
  const { clock, process: me } = options;
  const bell = workBell();
  const board = dueBoard();
  const living = new Set([me]);
  let found = () => {};
  const told = news({
    me,
    board,
    clock,
    living,
    send: (text) => servers.tell(text),
    woken: bell.ring,
  });
  const servers = await openServers({
    addresses: readAddresses(options.urls),
    clock,
    scripts: SCRIPTS,
    channel: "nd:work",
    hear: told.hear,
    found: () => found(),
  });
  const note: Book["note"] = (partition, due) => {
    told.tell(partition, due);
    return board.note(partition, due);
  };
  const book: Book = {
    servers,
    board,
    me,
    bell,
    company: company(),
    note,
    attempts: attemptsOf(me),
    handOver: handingOver({ servers, bell }, note),
  };
  const heart = heartbeat(book, clock, living);
  const settings = await checked(servers, async () => {
    await checkLayout(servers);
    const read = await readSettings(servers);
    await heart.beat();
    await told.greet();
    return read;
  });
  const closing = new AbortController();
  const beating = heart.run(closing.signal);
  found = () => {
    board.forgetVersions();
    heart.beat().then(bell.ring, () => {}); // if it fails, the next regular one makes it good
  };
  const { eraseInPassing, ...letGo } = erasing(book, clock);
  return {
    ...accepting(book),
    ...turns(book),
    ...outbox(book),
    ...reading(book),
    ...people(book),
    ...letGo,
    ...clearingOut(book, eraseInPassing),
    ...inbox(book),
    onWork: bell.onWork,
    guarantee: () => guaranteeLine(servers, settings),
    async close() {
      if (closing.signal.aborted) return;
      closing.abort();
      await beating;
      await heart.end().catch(() => {}); // the others notice that this process no longer beats
      await servers.close();
    },
  };
}

/** Nothing stays connected when the start fails. */
async function checked<Result>(servers: Servers, check: () => Promise<Result>): Promise<Result> {
  try {
    return await check();
  } catch (error) {
    await servers.close();
    throw error;
  }
}

async function checkLayout(servers: Servers): Promise<void> {
  const layout = await servers.keep(DESK, looking.LAYOUT, LAYOUT_VERSION);
  if (layout === LAYOUT_VERSION) return;
  throw new ConfigurationError([
    `REDIS_URL: another version of Nightdesk wrote this Redis (layout ${layout}, this one writes ${LAYOUT_VERSION}): start that version, or give this one a Redis of its own`,
  ]);
}
