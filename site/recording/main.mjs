import { writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { ROOT } from "../pages.mjs";
import { framesOf } from "./frames.mjs";
import { record } from "./record.mjs";
import { svgOf } from "./svg.mjs";

const FILE = path.join(ROOT, "docs", "assets", "demo.svg");
const SIZE = { columns: 104, rows: 28 };
const LARGEST = 150_000;

/** Records the demo, and draws it as an animated picture for the README. */
async function main() {
  const chunks = record("npm run demo", { ...SIZE, folder: ROOT }).map(withoutFolders);
  const text = Buffer.concat(chunks.map((chunk) => chunk.text)).toString();
  const told = [ROOT, os.homedir(), os.hostname()].filter((name) => name.length > 3 && text.includes(name));
  if (told.length > 0) {
    throw new Error(`The demo prints something of this machine: ${told.join(", ")}`);
  }
  const svg = svgOf(await framesOf(chunks, SIZE), {
    ...SIZE,
    title: "npm run demo",
    description:
      "A recording of the demo: it deploys the example settings to an emulator of AWS, checks the result, " +
      "sends an email event through the function, and prints the steps for the WorkMail console.",
  });
  if (Buffer.byteLength(svg) > LARGEST) {
    throw new Error(`The recording has ${Buffer.byteLength(svg)} bytes; at most ${LARGEST} are allowed.`);
  }
  writeFileSync(FILE, svg);
  console.log(`Wrote ${path.relative(ROOT, FILE)}: ${Buffer.byteLength(svg)} bytes.`);
}

/** Hides in which folders of this machine the Terraform provider is. */
function withoutFolders({ seconds, text }) {
  return {
    seconds,
    text: Buffer.from(text.toString("latin1").replaceAll(/(provider mirror|kept in) \/\S+/g, "$1 /..."), "latin1"),
  };
}

await main();
