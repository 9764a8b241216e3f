#!/usr/bin/env node
/**
 * Starts Nightdesk on whatever Node the machine has (20 or newer), installing first what is missing.
 *
 *   node nightdesk.mjs start            serve (server.ts)
 *   node nightdesk.mjs test [jest …]    every check, then every test; with arguments only those tests
 *   node nightdesk.mjs run FILE [...]   any TypeScript file, e.g. a benchmark
 *   node nightdesk.mjs serve FILE [...] the same with what `start` sets for Node, e.g. a benchmark's server
 *   node nightdesk.mjs compile FILE...  keeps compiled what a server's first start would compile, e.g. for an image of it
 *   node nightdesk.mjs COMMAND [...]    the `nightdesk` command (cli.ts)
 *
 * Plain JavaScript with nothing imported from node_modules: it runs before there is one.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import module from "node:module";
import { constants } from "node:os";
import { delimiter, dirname, join, resolve, sep } from "node:path";
import { PerformanceObserver } from "node:perf_hooks";
import { fileURLToPath, pathToFileURL } from "node:url";
import v8 from "node:v8";
import vm from "node:vm";

/** TypeScript runs directly, and node:sqlite is there, from this version on. */
const NEEDED_NODE = 24;
const ROOT = dirname(fileURLToPath(import.meta.url));
/** Node keeps here what it made of our TypeScript: the next start is twice as fast and needs a third less memory. */
const COMPILED = join(ROOT, "node_modules/.cache/nightdesk");
/** By then a server listens and has read what it learned. */
const STARTED_AFTER_MS = 1_000;
/** V8 would let its nursery grow to 128 MB; with twice this no turn is done sooner that could be measured, and 20 MB more are held. */
const LARGEST_NURSERY = 16 * 2 ** 20;
/**
 * A start makes much that is thrown away at once, and runs everything once: V8's nursery would grow to 50 MB for it and
 * never shrink, and its optimising compilers would come into memory for nothing.
 */
const WHILE_STARTING = ["--semi-space-growth-factor=1", "--no-opt", "--no-maglev"];
/**
 * V8's own defaults, but that it collects once a third has been added to what is in use, not when that has grown fourfold:
 * under ten times too much a server then stays within some three hundred megabytes.
 */
const ONCE_STARTED = [
  "--semi-space-growth-factor=2",
  "--opt",
  "--maglev",
  "--heap-growing-percent=30",
];
const INSTALL_LOCK = join(ROOT, ".nightdesk-installing");

const [command, ...args] = process.argv.slice(2);
if (command === "start" && args.length > 0) {
  const isQuestion = args.includes("--help") || args.includes("-h");
  stop(
    isQuestion ? 0 : 2,
    "start takes nothing behind it: its settings are the environment's and those of .env (.env.example names them)",
  );
}
if (command === "start" || command === "serve") {
  shareOneArena();
}
if (command === "test") {
  await installWhatIsMissing({ dev: true });
  bringRedis();
  bringChromium();
  if (args.length === 0) {
    await succeed("npm", ["run", "--silent", "check"], ROOT);
  }
  const jest = join(ROOT, "node_modules/jest/bin/jest.js");
  await succeed(node24(), [jest, ...args], ROOT);
} else {
  const isFile = command === "run" || command === "serve";
  await installWhatIsMissing({ dev: isFile });
  if (command === "start") {
    stopWithNpm();
    await runTypeScript(join(ROOT, "server.ts"), args, true);
  } else if (command === "compile") {
    makeReadyToLoad(true);
    await Promise.all(args.map((file) => import(pathToFileURL(resolve(file)).href)));
  } else if (isFile) {
    const [file, ...rest] = args;
    if (file === undefined) {
      stop(2, `${command} which file? e.g. node nightdesk.mjs run bench/bench.ts`);
    }
    await runTypeScript(resolve(file), rest, command === "serve");
  } else {
    await runTypeScript(join(ROOT, "cli.ts"), command === undefined ? [] : [command, ...args]);
  }
}

/**
 * On Linux each of V8's threads would keep memory of its own that it no longer needs, some twenty megabytes. The C library
 * asks its environment about that once, when a process begins: this one begins again, as the same process, unless it
 * inherited the answer or talks to the one that forked it.
 */
function shareOneArena() {
  const isAnswered = process.env.MALLOC_ARENA_MAX !== undefined;
  process.env.MALLOC_ARENA_MAX ??= "1"; // Node 24 that is started as a child inherits it
  const mayBegin =
    process.platform === "linux" && majorVersion() >= NEEDED_NODE && !process.channel;
  if (mayBegin && !isAnswered) {
    process.execve?.(process.execPath, [
      process.execPath,
      ...process.execArgv,
      ...process.argv.slice(1),
    ]);
  }
}

/**
 * In this process where it can run TypeScript, else by this same file in Node 24 as a child.
 * @param {string} file
 * @param {string[]} fileArgs
 * @param {boolean} [isServer] whether it is to start small and to run for long
 */
async function runTypeScript(file, fileArgs, isServer = false) {
  if (!existsSync(file)) {
    stop(2, `${file} is missing: this checkout is not complete (git status shows what changed)`);
  }
  if (majorVersion() < NEEDED_NODE) {
    const self = fileURLToPath(import.meta.url);
    await succeed(node24(), [self, ...process.argv.slice(2)], process.cwd());
    return;
  }
  makeReadyToLoad(isServer);
  process.argv = [process.execPath, file, ...fileArgs];
  await import(pathToFileURL(file).href);
  setTimeout(() => {
    if (isServer) {
      settleDown();
    }
    module.flushCompileCache?.(); // else only a process that ends well leaves its compiled code for the next one
  }, STARTED_AFTER_MS).unref();
}

/** @param {boolean} isServer */
function makeReadyToLoad(isServer) {
  if (isServer) {
    setFlags(WHILE_STARTING);
  }
  // After the flags: V8 refuses what was compiled under others, so servers and commands keep theirs apart.
  module.enableCompileCache?.(COMPILED);
  module.registerHooks?.({ resolve: resolveOurOwn });
}

/**
 * Our files name each other by whole paths, so there is nothing to look for: Node would ask the disk about each part of
 * each path, which takes a tenth of a start.
 * @type {import("node:module").ResolveHookSync}
 */
function resolveOurOwn(specifier, context, next) {
  if (!specifier.startsWith(".") || !specifier.endsWith(".ts")) {
    return next(specifier, context);
  }
  const { href } = new URL(specifier, context.parentURL);
  return { url: href, format: "module-typescript", shortCircuit: true };
}

/** Ends what holds for the start alone, and gives back what it left behind. */
function settleDown() {
  setFlags([...ONCE_STARTED, "--expose-gc"]);
  const collectGarbage = vm.runInNewContext("gc"); // a context made from now on has it
  collectGarbage({ type: "major", execution: "sync", flavor: "last-resort" });
  keepNurserySmall();
}

/** @param {string[]} flags */
function setFlags(flags) {
  for (const flag of flags) {
    v8.setFlagsFromString(flag);
  }
}

/**
 * V8 reads its flag for the nursery's size before any of us runs, but the one for its growth each time it grows. It shrinks
 * again in quiet hours, so it has to be let grow again as well: a nursery that stays small makes every turn dearer by half.
 */
function keepNurserySmall() {
  const observer = new PerformanceObserver(() => {
    const nursery = v8.getHeapSpaceStatistics().find((space) => space.space_name === "new_space");
    const mayGrow = nursery !== undefined && nursery.space_size < LARGEST_NURSERY;
    v8.setFlagsFromString(`--semi-space-growth-factor=${mayGrow ? 2 : 1}`);
  });
  observer.observe({ entryTypes: ["gc"] });
}

/**
 * Runs `npm install` unless node_modules already holds what package-lock.json says. The lock file is not written.
 * `npm install` rather than `npm ci`: it adds what is missing under a running server instead of deleting first,
 * and takes a lock file that was written on another kind of machine.
 * @param {{ dev: boolean }} needs
 */
async function installWhatIsMissing(needs) {
  await oneAtATime(() => {
    if (!isInstalled(needs)) {
      console.error("nightdesk: installing what is missing (once; about half a minute) …");
      const include = needs.dev ? ["--include=dev"] : [];
      const quiet = ["--no-save", "--no-audit", "--no-fund", "--loglevel=error"];
      if (runToEnd("npm", ["install", ...quiet, ...include]) !== 0 || !isInstalled(needs)) {
        stop(1, `"npm install" in ${ROOT} did not succeed; its messages above say why`);
      }
    }
    if (majorVersion() < NEEDED_NODE && !answersVersion(node24())) {
      installNode24();
    }
  });
}

/**
 * Compares the lock file with npm's own record of what it installed. Optional packages are another
 * machine's business; development packages only count where they are needed.
 * @param {{ dev: boolean }} needs
 */
function isInstalled(needs) {
  const wanted = lockedPackages(join(ROOT, "package-lock.json"));
  const record = join(ROOT, "node_modules/.package-lock.json");
  if (!existsSync(record)) {
    return false;
  }
  const present = lockedPackages(record);
  return Object.entries(wanted).every(([path, wantedPackage]) => {
    const isNeeded = path !== "" && !wantedPackage.optional && (needs.dev || !wantedPackage.dev);
    return !isNeeded || present[path]?.version === wantedPackage.version;
  });
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, dev?: boolean, optional?: boolean }>}
 */
function lockedPackages(file) {
  return JSON.parse(readFileSync(file, "utf8")).packages;
}

/** The `node` package fetches its binary in an install script; where npm holds those back, run it here. */
function installNode24() {
  console.error(`nightdesk: this is Node ${process.versions.node}; bringing Node ${NEEDED_NODE} …`);
  runToEnd(process.execPath, ["installArchSpecificPackage.js"], join(ROOT, "node_modules/node"));
  if (!answersVersion(node24())) {
    stop(
      1,
      `Node ${process.versions.node} is too old and Node ${NEEDED_NODE} could not be brought here; ` +
        `install Node ${NEEDED_NODE} or newer from https://nodejs.org and try again`,
    );
  }
}

/** The store's tests run against a real Redis. Where it cannot be brought they fail, and say what to install. */
function bringRedis() {
  if (spawnSync("redis-server", ["--version"]).status === 0) {
    return;
  }
  const mayInstall = process.getuid?.() === 0 && spawnSync("apt-get", ["--version"]).status === 0;
  if (mayInstall) {
    console.error("nightdesk: installing redis-server for the tests (once) …");
    process.env.DEBIAN_FRONTEND ??= "noninteractive";
    runToEnd("apt-get", ["update", "-qq"]);
    runToEnd("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "redis-server"]);
  }
  if (spawnSync("redis-server", ["--version"]).status !== 0) {
    console.error(
      "nightdesk: the tests of the Redis store need redis-server and redis-cli on the PATH " +
        "(Debian: apt-get install redis-server; macOS: brew install redis)",
    );
  }
}

/** The chat's widget is tried in a real browser. Where it cannot be brought that test fails, and says what to install. */
function bringChromium() {
  const names = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
  if (process.env.CHROMIUM || names.some((path) => existsSync(path))) {
    return;
  }
  if (process.getuid?.() === 0 && spawnSync("apt-get", ["--version"]).status === 0) {
    console.error("nightdesk: installing chromium for the tests (once) …");
    process.env.DEBIAN_FRONTEND ??= "noninteractive";
    runToEnd("apt-get", ["update", "-qq"]);
    runToEnd("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"]);
  }
  if (!names.some((path) => existsSync(path))) {
    console.error(
      "nightdesk: the test of the web chat's widget needs Chromium or Chrome " +
        "(Debian: apt-get install chromium; elsewhere say where it is: CHROMIUM=/path/to/it)",
    );
  }
}

/** @param {string} binary */
function answersVersion(binary) {
  return existsSync(binary) && spawnSync(binary, ["--version"]).status === 0;
}

/** The Node to run TypeScript with: this one where it can, else the one of the `node` package. */
function node24() {
  const brought = process.platform === "win32" ? "node.exe" : "node";
  return majorVersion() >= NEEDED_NODE
    ? process.execPath
    : join(ROOT, "node_modules/node/bin", brought);
}

function majorVersion() {
  return Number.parseInt(process.versions.node, 10);
}

/**
 * Two terminals opened on a fresh clone must not both install.
 * @param {() => void} work
 */
async function oneAtATime(work) {
  let told = false;
  while (!tryLock()) {
    if (!told) {
      console.error("nightdesk: waiting for the installation that runs in another window …");
      told = true;
    }
    await new Promise((wake) => setTimeout(wake, 250));
  }
  process.once("exit", unlock);
  try {
    work();
  } finally {
    unlock();
    process.off("exit", unlock);
  }
}

function tryLock() {
  try {
    writeFileSync(INSTALL_LOCK, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code === "EROFS" || error.code === "EACCES") {
      return true; // a checkout that cannot be written cannot be installed into by anybody else either
    }
    if (error.code !== "EEXIST") {
      throw error;
    }
    if (!isHolderAlive()) {
      unlock();
    }
    return false;
  }
}

function isHolderAlive() {
  try {
    const holder = Number(readFileSync(INSTALL_LOCK, "utf8"));
    return holder === 0 || process.kill(holder, 0); // 0: its holder is about to write its id
  } catch (error) {
    return error.code === "EPERM"; // somebody else's process, alive
  }
}

function unlock() {
  rmSync(INSTALL_LOCK, { force: true });
}

/**
 * Runs a program in front and returns its exit code.
 * @param {string} program
 * @param {string[]} programArgs
 * @param {string} cwd
 */
function runToEnd(program, programArgs, cwd = ROOT) {
  const done = spawnSync(program, programArgs, {
    cwd,
    env: outerEnvironment(),
    stdio: ["ignore", 2, 2], // what we print for others to read stays free of npm's words
    shell: isWindowsScript(program),
  });
  return done.status ?? 1;
}

/**
 * Runs a program in front, handing on signals; ends this process as it ended unless that was well.
 * @param {string} program
 * @param {string[]} programArgs
 * @param {string} cwd
 * @returns {Promise<void>}
 */
function succeed(program, programArgs, cwd) {
  const child = spawn(program, programArgs, {
    cwd,
    stdio: "inherit",
    shell: isWindowsScript(program),
  });
  // A terminal tells the whole group of Ctrl-C by itself.
  const handOn = (signal) =>
    signal === "SIGINT" && process.stdin.isTTY ? true : child.kill(signal);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, handOn);
  }
  return new Promise((resolveRun) => {
    child.once("error", (error) => stop(1, `${program} did not start: ${error.message}`));
    child.once("exit", (code, signal) => {
      for (const handed of ["SIGINT", "SIGTERM", "SIGHUP"]) {
        process.off(handed, handOn);
      }
      if (code === 0) {
        resolveRun();
      } else {
        process.exit(code ?? 128 + constants.signals[signal]);
      }
    });
  });
}

/** Without this project's own programs on the path: an install replaces them while it runs. */
function outerEnvironment() {
  const isOurs = (folder) => resolve(folder).startsWith(join(ROOT, "node_modules") + sep);
  const path = (process.env.PATH ?? "").split(delimiter).filter((folder) => !isOurs(folder));
  return { ...process.env, PATH: path.join(delimiter) };
}

/**
 * npm hands SIGTERM to the shell between us, which ends without telling us: a server whose npm was stopped stops.
 */
function stopWithNpm() {
  const shell = process.ppid;
  const isUnderNpm = process.env.npm_lifecycle_event === "start";
  const look = () => process.ppid !== shell && process.kill(process.pid, "SIGTERM");
  if (isUnderNpm) {
    setInterval(look, 500).unref();
  }
}

/** @param {string} program */
function isWindowsScript(program) {
  return process.platform === "win32" && program === "npm";
}

/**
 * @param {number} code
 * @param {string} why
 * @returns {never}
 */
function stop(code, why) {
  console.error(`nightdesk: ${why}`);
  process.exit(code);
}
