// Makes kernel.wasm of kernel.ts (npm run kernel); with --check it only says whether it is what kernel.ts makes. Nobody
// needs to run it to run Nightdesk.
import { readFileSync, writeFileSync } from "node:fs";
import { main } from "assemblyscript/asc";

const here = (name) => new URL(name, import.meta.url);
let made;
const { error, stderr } = await main(
  "kernel.ts --outFile kernel.wasm --importMemory --runtime stub --enable simd -O3 --noAssert".split(
    " ",
  ),
  {
    readFile: (name) => (name === "kernel.ts" ? readFileSync(here(name), "utf8") : null),
    writeFile: (_, bytes) => {
      made = Buffer.from(bytes);
    },
    listFiles: () => [],
  },
);
if (error) {
  process.stderr.write(`${stderr}`);
  process.exit(1);
}
if (!process.argv.includes("--check")) writeFileSync(here("kernel.wasm"), made);
else if (!made.equals(readFileSync(here("kernel.wasm")))) {
  process.stderr.write(
    "kernel.wasm is not what kernel.ts makes: run npm run kernel, and commit both\n",
  );
  process.exit(1);
}
