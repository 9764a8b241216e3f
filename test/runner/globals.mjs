/** What `@jest/globals` gives while a file is run: whoever imports it is loaded once, and serves every file. */
export let afterAll, afterEach, beforeAll, beforeEach, describe, expect, it;

/** Of Jest's own object only what concerns its files; Node's `mock` (node:test) puts something in another's place. */
export const jest = {
  setTimeout(ms) {
    globalThis[TIMEOUT] = ms;
  },
};

/** From now on these are meant. */
export function serve(globals) {
  ({ afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } = globals);
  delete globalThis[TIMEOUT];
  // A test that looks at nothing cannot fail, whatever becomes of the customer in its title.
  beforeEach(() => expect.hasAssertions());
}

/** Where jest-circus looks for a file's own limit. */
const TIMEOUT = Symbol.for("TEST_TIMEOUT_SYMBOL");
