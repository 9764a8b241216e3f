import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

/** A Chromium without a window. @throws when there is none; `npm test` brings it where it may. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = PLACES.find((path) => existsSync(path));
  if (executablePath === undefined) {
    throw new Error("there is no Chromium: apt-get install chromium, or CHROMIUM=/path/to/it");
  }
  return chromium.launch({ executablePath, args: ["--no-sandbox"] });
}

const PLACES = [
  process.env.CHROMIUM ?? "",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];
