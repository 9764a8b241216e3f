/**
 * Which folder may know which: the arrows that ARCHITECTURE.md draws. Tests and benches may import anything;
 * nothing that ships may import them.
 */

const DECIDERS = ["handoff", "customers", "intents", "outreach"];
const WORDS_AND_RULES = ["core", ...DECIDERS];

/** The arrows among the folders that decide, as ARCHITECTURE.md draws them. A new one is drawn there first. */
const AMONG_DECIDERS = { outreach: ["handoff"] };

/** Packages that speak for one vendor or one trade, and the only places that may import them. */
const HOMES = {
  twilio: ["^bots/twilio/"],
  "@slack/[^/]+": ["^bots/slack/"],
  "(botbuilder|@microsoft/[^/]+)": ["^bots/botframework/"],
  "(jose|ws)": ["^bots/webchat/"],
  // As a type it may travel through a channel's folder: a port of bots/channel.ts speaks of it.
  express: [
    "^server\\.ts$",
    "^bots/channel\\.ts$",
    "^bots/[^/]+/(channel|webhook)\\.ts$",
    "^console/",
  ],
  "(node:)?sqlite": ["^integrations/store/sqlite/"],
  "(redis|ioredis|@redis/[^/]+)": ["^integrations/store/redis/"],
  "(openai|langchain|@langchain/[^/]+)": ["^integrations/llm/"],
  "@energetic-ai/[^/]+": ["^integrations/encoder/", "^intents/engine/vectors/cut\\.mjs$"],
  nodemailer: ["^integrations/mail/"],
  "(pino|prom-client)": ["^integrations/telemetry/"],
  yaml: ["^integrations/shop/", "^intents/"],
  undici: ["^server\\.ts$", "^integrations/", "^bots/(?!turn/)[^/]+/"],
  "(date-holidays|ical\\.js)": ["^handoff/"],
  "intl-messageformat": ["^intents/"],
};

/** Run by people and machines, never imported by what ships. */
const TESTS = ["\\.test\\.ts$", "^test/", "^bench/"];

export default {
  forbidden: [
    mayImportOnly("core", [], {
      alsoPackages: ["zod"],
      comment:
        "core holds the words everybody shares; if it knew anybody, everybody would. Only zod may come in.",
    }),
    ...DECIDERS.map((folder) =>
      mayImportOnly(folder, ["core", ...(AMONG_DECIDERS[folder] ?? [])], {
        comment: `${folder} decides; it reaches the outside through ports that are passed in. Move what it needs to core, or pass it.`,
      }),
    ),
    ...["bots", "console"].map((folder) =>
      mayImportOnly(folder, WORDS_AND_RULES, {
        comment: `${folder} meets people; stores and shop systems are passed in by server.ts as ports of core (ports.ts, commerce.ts).`,
      }),
    ),
    mayImportOnly("integrations", ["core"], {
      comment:
        "An integration fulfils a port of core (ports.ts, commerce.ts) and knows nothing else, so that it can be replaced in a day.",
    }),
    {
      name: "channels-do-not-know-each-other",
      comment:
        "A channel is added or taken away without touching another, and the turn knows none of them: share words in bots/channel.ts or core.",
      severity: "error",
      from: { path: "^bots/([^/]+)/", pathNot: TESTS },
      to: { path: "^bots/[^/]+/", pathNot: "^bots/$1/" },
    },
    {
      name: "integrations-do-not-know-each-other",
      comment:
        "Each integration stands alone: share words in core, or pass one to the other in server.ts.",
      severity: "error",
      from: { path: "^integrations/([^/]+)/", pathNot: TESTS },
      to: { path: "^integrations/[^/]+/", pathNot: "^integrations/$1/" },
    },
    {
      name: "a-model-comes-when-asked-for",
      comment:
        "A language model's packages take a second and a hundred megabytes: import() them where the settings ask for one.",
      severity: "error",
      from: { pathNot: [...TESTS, "^integrations/llm/"] },
      to: {
        path: "^integrations/llm/",
        dependencyTypesNot: ["dynamic-import", "type-only"],
      },
    },
    {
      name: "config-stands-alone",
      comment: "config.ts turns the environment into a Config; it needs only the shared words.",
      severity: "error",
      from: { path: "^config\\.ts$" },
      to: { path: "^[^/]+/", pathNot: ["^core/", "^node_modules/"] },
    },
    {
      name: "only-entries-know-everything",
      comment:
        "server.ts and cli.ts put the parts together; a part that imports them (or config.ts) cannot be tested alone.",
      severity: "error",
      from: { pathNot: [...TESTS, "^(server|cli|open-ports|build-shop)\\.ts$", "^cli/"] },
      to: { path: "^(server|cli|open-ports|build-shop|config)\\.ts$" },
    },
    {
      name: "nothing-ships-with-tests",
      comment: "What only tests need stays out of what runs in a shop.",
      severity: "error",
      from: { pathNot: TESTS },
      to: { path: TESTS },
    },
    {
      name: "no-circles",
      comment:
        "Two files that need each other are one thing, or hide a third: name it and give it a file.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "resolvable",
      comment:
        "The file or package is not there: a slip in the path, or a package nobody installed. The packages of the peers, and of the search through our patterns, come with test:peers and patterns only.",
      severity: "error",
      from: { pathNot: "^test/(?:peers/vendure|patterns)/" },
      to: { couldNotResolve: true },
    },
    {
      name: "declared-packages",
      comment:
        "A package that package.json does not name came in by luck and will leave by luck: install it, or do without.",
      severity: "error",
      from: {},
      to: { dependencyTypes: ["npm-no-pkg", "npm-unknown"] },
    },
    {
      name: "no-development-packages",
      comment: "A server is installed without devDependencies: move the package to dependencies.",
      severity: "error",
      from: { pathNot: [...TESTS, "^[^/]+\\.mjs$", "^intents/engine/kernel/build\\.mjs$"] },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"] },
    },
    ...Object.entries(HOMES).map(([packages, homes]) => ({
      name: `home-of-${packages
        .replace(/[^a-z-]+/g, " ")
        .trim()
        .replace(/ +/g, "-")}`,
      comment: `This package is used in one place, so that replacing or updating it touches only that place: ${homes.join(", ")}.`,
      severity: "error",
      from: { pathNot: [...homes, ...TESTS] },
      to: {
        path: `^(node_modules/)?${packages}(/|$)`,
        dependencyTypesNot: packages === "express" ? ["type-only"] : [],
      },
    })),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: ["^(data|coverage|node_modules/\\.)"] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "types", "default"],
      extensions: [".ts", ".mjs", ".js", ".json"],
    },
  },
};

/**
 * @param {string} folder
 * @param {string[]} others
 * @param {{ comment: string, alsoPackages?: string[] }} rule Without `alsoPackages` any package may come in.
 */
function mayImportOnly(folder, others, { comment, alsoPackages }) {
  const packages = alsoPackages?.map((name) => `^(node_modules/)?${name}(/|$)`) ?? [
    "^node_modules/",
    "^[^/]*$",
    "^@[^/]+/",
    "^(fs|timers|stream|util|path)/promises$",
  ];
  return {
    name: `${folder}-imports-${others.length === 0 ? "nobody" : "only-what-it-may"}`,
    comment,
    severity: "error",
    from: { path: `^${folder}/`, pathNot: TESTS },
    to: { pathNot: [`^${folder}/`, ...others.map((other) => `^${other}/`), ...packages] },
  };
}
