import { createRequire, enableCompileCache, registerHooks } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import circus from "jest-circus/runner";
import { serve } from "./globals.mjs";

const require = createRequire(import.meta.url);
const GLOBALS = new URL("./globals.mjs", import.meta.url).href;
const COMPILED = new URL("../../node_modules/.cache/nightdesk", import.meta.url);
/** Where jest-circus keeps who listens to a file's tests. */
const LISTENERS = Symbol.for("EVENT_HANDLERS");

enableCompileCache(fileURLToPath(COMPILED));
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === "@jest/globals" ? { url: GLOBALS, shortCircuit: true } : next(specifier, context),
});

/**
 * Runs one test file for Jest, as Node runs any other: what it imports is loaded once in a process and not anew, in a world
 * of its own, for each file, which took longer than the tests. What a file changes in its process it must put back.
 */
export default function runFile(globalConfig, config, environment, _runtime, path, tell) {
  if (globalConfig.watch || globalConfig.watchAll)
    throw new Error("--watch would not see what was changed: run the tests again instead");
  const runtime = {
    enterTestCode() {},
    leaveTestCode() {},
    requireInternalModule(file) {
      delete globalThis[LISTENERS];
      delete require.cache[file];
      return require(file);
    },
    requireModule: require,
    setGlobalsForRuntime: serve,
    unstable_importModule: (file) => import(pathToFileURL(file).href),
    unstable_shouldLoadAsEsm: () => true,
  };
  return circus.default(globalConfig, config, environment, runtime, path, tell);
}
