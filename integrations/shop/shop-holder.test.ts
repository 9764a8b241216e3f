import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { ConfigurationError } from "../../core/errors.ts";
import type { Events } from "../../core/events.ts";
import { openShop, type ShopHolder } from "./shop-holder.ts";

type Told = Parameters<Events["shopFiles"]>[0];

let dir: string;
let holder: ShopHolder<string> | undefined;
beforeEach(async () => {
  dir = join(await mkdtemp(join(tmpdir(), "nightdesk-holder-")), "shop");
  await mkdir(dir);
  await save("Harbour & Pine");
});
afterEach(async () => {
  holder?.close();
  await rm(join(dir, ".."), { recursive: true });
});

describe("an owner who edits the shop's files while it serves", () => {
  it("is served by the new version as soon as the file is saved", async () => {
    const { told } = await open();
    const news = servedAs("Pine & Harbour", told);
    await save("Pine & Harbour");
    expect(await news).toEqual({ outcome: "loaded", mistakes: [] });
    expect(holder?.current()).toBe("Pine & Harbour");
  });

  it("is told where something can stay so but hardly was meant, and is served all the same", async () => {
    const { told } = await open();
    const news = servedAs("Twice", told);
    await save("Twice");
    const place = `${join(dir, "shop.yaml")}:1:7`;
    const mistakes = [`${place}: said twice`, `${place}: could be longer`];
    expect(await news).toEqual({ outcome: "loaded", mistakes });
    expect(holder?.current()).toBe("Twice");
  });

  it("is served by what was saved though a conversation test has a slip, and is told of the slip", async () => {
    const { told } = await open();
    await mkdir(join(dir, "tests"));
    await writeFile(join(dir, "tests", "a.yaml"), "- name: a\n  at: now\n  steps: []\n");
    const news = servedAs("Pine & Harbour", told);
    await save("Pine & Harbour");
    const slip = expect.stringContaining("tests/a.yaml:2:7");
    expect(await news).toEqual({ outcome: "loaded", mistakes: [slip, expect.anything()] });
    expect(holder?.current()).toBe("Pine & Harbour");
  });

  it("may use an editor that writes a new file and puts it in the old one's place", async () => {
    const { told } = await open();
    const news = servedAs("Replaced", told);
    await writeFile(join(dir, "shop.yaml.tmp"), shopNamed("Replaced"));
    await rename(join(dir, "shop.yaml.tmp"), join(dir, "shop.yaml"));
    expect(await news).toMatchObject({ outcome: "loaded" });
    const more = servedAs("Replaced again", told);
    await save("Replaced again");
    expect(await more).toMatchObject({ outcome: "loaded" });
  });

  it("keeps the last good version when there is a mistake, and is told the place", async () => {
    const { told } = await open();
    const heard = (async () => {
      const mistake = `${join(dir, "shop.yaml")}:3:1: unknown key "huors": did you mean "hours"?`;
      for (;;) {
        const { outcome, mistakes } = await told();
        expect(outcome).toBe("kept_last_good");
        if (mistakes.includes(mistake)) return;
      }
    })();
    await writeFile(join(dir, "shop.yaml"), shopNamed("X").replace("hours", "huors"));
    await heard;
    expect(holder?.current()).toBe("Harbour & Pine");
  });

  it("may add a folder later and deploy the whole folder anew", async () => {
    const { told } = await open();
    const phrases = told();
    await mkdir(join(dir, "phrases"));
    await writeFile(join(dir, "phrases", "da.yaml"), "greeting: Hej\n");
    await phrases;

    const deployed = servedAs("Deployed", told);
    await rename(dir, `${dir}-old`);
    await mkdir(`${dir}-new`);
    await writeFile(join(`${dir}-new`, "shop.yaml"), shopNamed("Deployed"));
    await rename(`${dir}-new`, dir);
    expect(await deployed).toMatchObject({ outcome: "loaded" });
  });
});

describe("a reload that is asked for", () => {
  it("says whether anything changed, in the order it was asked", async () => {
    const { untold } = await open();
    expect(await holder?.reload()).toEqual({ outcome: "unchanged" });
    holder?.close();
    await save("Asked for");
    const [first, second] = await Promise.all([holder?.reload(), holder?.reload()]);
    expect([first, second]).toEqual([{ outcome: "loaded" }, { outcome: "unchanged" }]);
    expect(holder?.current()).toBe("Asked for");
    expect(untold()).toHaveLength(2);
  });

  it("keeps the last good shop when it cannot be built, whatever the reason", async () => {
    await open((name) => {
      if (name === "Bad phrases") {
        throw new ConfigurationError(["phrases/da.yaml: greeting: a brace is not closed"]);
      }
      if (name === "Our mistake") {
        throw new TypeError("undefined is not a function");
      }
    });
    holder?.close();
    await save("Bad phrases");
    expect(await holder?.reload()).toEqual({
      outcome: "kept_last_good",
      mistakes: ["phrases/da.yaml: greeting: a brace is not closed"],
    });
    await save("Our mistake");
    expect(await holder?.reload()).toMatchObject({ outcome: "kept_last_good" });
    expect(holder?.current()).toBe("Harbour & Pine");
  });
});

describe("a shop whose files are wrong when it starts", () => {
  it("does not start", async () => {
    await writeFile(join(dir, "shop.yaml"), "name: [");
    await expect(open()).rejects.toThrow(ConfigurationError);
  });

  it("opens all the same when only a conversation test is wrong, which is told with the next change", async () => {
    await mkdir(join(dir, "tests"));
    await writeFile(join(dir, "tests", "a.yaml"), "- name: a\n  at: now\n  steps: []\n");
    await open();
    expect(holder?.current()).toBe("Harbour & Pine");
    expect(await holder?.reload()).toMatchObject({
      outcome: "kept_last_good",
      mistakes: [expect.stringContaining("tests/a.yaml:2:7"), expect.anything()],
    });
    await rm(join(dir, "tests", "a.yaml"));
    expect(await holder?.reload()).toEqual({ outcome: "unchanged" });
  });
});

/** What is told when the shop is served by this name. A save may be noticed when it is half done, which is told as well. */
async function servedAs(name: string, told: () => Promise<Told>): Promise<Told> {
  let news = await told();
  while (holder?.current() !== name) news = await told();
  return news;
}

/** `told()`: the next thing that events are told from now on. */
async function open(check: (name: string) => void = () => {}) {
  const all: Told[] = [];
  let waiting: ((fact: Told) => void)[] = [];
  holder = await openShop({
    dir,
    build({ shop }) {
      check(shop.name);
      return shop.name;
    },
    remark: ({ shop }) =>
      shop.name === "Twice"
        ? [
            { file: "shop.yaml", path: ["name"], message: "said twice" },
            { file: "shop.yaml", path: ["name"], message: "could be longer", isHint: true },
          ]
        : [],
    events: {
      shopFiles(fact) {
        all.push(fact);
        for (const tell of waiting) {
          tell(fact);
        }
        waiting = [];
      },
      failed() {},
    },
  });
  return {
    told: () => new Promise<Told>((resolve) => waiting.push(resolve)),
    untold: () => all,
  };
}

function save(name: string): Promise<void> {
  return writeFile(join(dir, "shop.yaml"), shopNamed(name));
}

function shopNamed(name: string): string {
  return `name: ${name}\ntimezone: Europe/Copenhagen\nhours: { mon-fri: "10:00-19:00" }\n`;
}
