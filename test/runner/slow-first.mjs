import Sequencer from "@jest/test-sequencer";

/** Where tests wait for processes, play hundreds of nights, or open a whole house: slowest first. */
const SLOW = ["/test/rig/", "/test/simulation/", "/cli/", "/test/journeys/", "/store/redis/"];

/** Begins with what takes longest: begun last, it would keep one core waiting for the other. */
export default class SlowFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const at = SLOW.findIndex((folder) => path.includes(folder));
      return at < 0 ? SLOW.length : at;
    };
    return super.sort(tests).toSorted((one, other) => rank(one) - rank(other));
  }
}
