import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { strToU8, zipSync } from "fflate";
import { workmailLambdaHere } from "../support/command";
import { deploymentIn } from "../support/deployment";
import { folderWith } from "../support/folder";

/** Every file of the user that a command reads, and every way in which it can be damaged. */

const SETTINGS = JSON.stringify({ entry: "handler.ts", regions: { "us-east-1": { allowAnyOrganization: true } } });
const MANIFEST = JSON.stringify({
  stacks: { email: { name: "email", dependencies: [], workingDirectory: "stacks/email" } },
});

/** A folder in which every file is right. */
const FILES: Readonly<Record<string, string | Uint8Array>> = {
  "workmail.json": SETTINGS,
  "handler.ts": "export const handler = async () => {\n  return { external: 1, internal: 2, other: 3, and: 4 };\n};\n",
  "outputs.json": JSON.stringify(deploymentIn("us-east-1", { live_version: "2" })),
  "event.json": JSON.stringify({ summaryVersion: "2019-07-28", messageId: "1", flowDirection: "OUTBOUND" }),
  "message.eml": "From: a@example.com\r\nTo: b@example.com\r\n\r\nHello\r\n",
  "function.zip": zipSync({ "index.mjs": strToU8("export const handler = async () => 1;") }),
  "package.json": JSON.stringify({ private: true, type: "module" }),
  "tsconfig.json": JSON.stringify({ compilerOptions: { strict: true } }),
  "cdktf.json": JSON.stringify({ language: "typescript", app: "exit 3" }),
  "main.ts": "",
  "workmail.example.json": SETTINGS,
  "cdktf.out/manifest.json": MANIFEST,
  "cdktf.out/stacks/email/cdk.tf.json": JSON.stringify({ resource: {} }),
  ".demo/session.json": JSON.stringify({ folder: "nowhere", endpoint: "http://127.0.0.1:1" }),
};

type Damage = "cut short" | "empty" | "binary" | "UTF-16" | "a folder" | "a list" | "null" | "a number";

const CONTENTS: Readonly<Record<Exclude<Damage, "a folder">, (content: Uint8Array) => Uint8Array>> = {
  "cut short": (content) => content.subarray(0, content.length / 2),
  empty: () => Buffer.of(),
  binary: () => Buffer.of(0x00, 0xff, 0xfe, 0x80, 0x1b, 0x9b, 0x0a),
  "UTF-16": (content) =>
    Buffer.concat([Buffer.of(0xff, 0xfe), Buffer.from(Buffer.from(content).toString(), "utf16le")]),
  "a list": () => Buffer.from("[]"),
  null: () => Buffer.from("null"),
  "a number": () => Buffer.from("5"),
};

const EVERY: readonly Damage[] = ["cut short", "empty", "binary", "UTF-16", "a folder", "a list", "null", "a number"];

interface Input {
  readonly file: string;
  readonly commands: readonly string[];
  /** Damages that are none: a message may have any content. */
  readonly allowed?: readonly Damage[];
  /** Files that would be read before it. */
  readonly without?: readonly string[];
}

const INPUTS: readonly Input[] = [
  {
    file: "workmail.json",
    commands: [
      ...["build", "migrate", "event", "invoke", "outputs", "diff", "deploy --auto-approve", "destroy --auto-approve"],
      ...["move-states", "rollback --outputs outputs.json"],
    ],
  },
  {
    file: "outputs.json",
    commands: ["verify", "instructions", "rollback", "redrive --dry-run", "logs"].map(
      (it) => `${it} --outputs outputs.json`,
    ),
  },
  // An event may be any JSON, as with Lambda.
  { file: "event.json", commands: ["invoke event.json --zip function.zip"], allowed: ["a list", "null", "a number"] },
  {
    file: "message.eml",
    commands: ["invoke --message message.eml --outbound --zip function.zip"],
    allowed: EVERY.filter((it) => it !== "a folder"),
  },
  { file: "function.zip", commands: ["invoke outbound-2019 --zip function.zip"] },
  {
    file: "function.zip",
    commands: ["verify --outputs outputs.json --zip function.zip"],
    allowed: EVERY.filter((it) => it !== "a folder"),
  },
  { file: "cdktf.json", commands: ["invoke outbound-2019", "synth", "diff", "verify"] },
  { file: "cdktf.out/manifest.json", commands: ["outputs", "instructions", "logs"], without: ["workmail.json"] },
  { file: "cdktf.out/stacks/email/cdk.tf.json", commands: ["outputs"], without: ["workmail.json"] },
  { file: "package.json", commands: ["build"], allowed: ["a list", "null", "a number", "a folder"] },
  { file: "tsconfig.json", commands: ["build"], allowed: ["empty", "a list", "null", "a number", "a folder"] },
  { file: "handler.ts", commands: ["build"] },
  { file: ".demo/session.json", commands: ["demo --stop", "demo"] },
];

const CASES = INPUTS.flatMap(({ commands, allowed = [], ...input }) =>
  commands.flatMap((command) =>
    EVERY.filter((damage) => !allowed.includes(damage)).map((damage) => ({ ...input, command, damage })),
  ),
);

const folder = folderWith(FILES);
symlinkSync(path.resolve("node_modules"), path.join(folder, "node_modules"));
const names = readdirSync(folder);

/** Damages a file of the folder, and deletes those that would be read before it. */
function damage({ file, damage, without = [] }: (typeof CASES)[number]): void {
  without.forEach((name) => rmSync(path.join(folder, name)));
  const target = path.join(folder, file);
  if (damage === "a folder") {
    rmSync(target);
    mkdirSync(target);
  } else {
    writeFileSync(target, CONTENTS[damage](Buffer.from(FILES[file]!)));
  }
}

function restore({ file, without = [] }: (typeof CASES)[number]): void {
  rmSync(path.join(folder, file), { recursive: true });
  for (const name of [file, ...without]) {
    writeFileSync(path.join(folder, name), FILES[name]!);
  }
}

/** The words before what is right: of the commands, and of esbuild for what it reads. */
const RIGHT =
  /Next: |[Aa]llowed: |[Ee]xpected |It needs |is not a zip archive|save it as UTF-8|the setting entry names|exports no handler|Unterminated|Unexpected (end of file|"\S+")/;

const env = { PATH: process.env.PATH, AWS_ENDPOINT_URL: "http://127.0.0.1:9", HOME: "/nowhere" };

it.each(CASES)("$command names $file when it is $damage, and what is right", async (it) => {
  damage(it);
  const { code, stdout, stderr } = await workmailLambdaHere(folder, it.command.split(" "), { env }).finally(() =>
    restore(it),
  );
  expect(readdirSync(folder)).toEqual(names);
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toContain(path.basename(it.file));
  expect(stderr).toMatch(RIGHT);
  expect(stderr).not.toMatch(/^ +at |^\w*Error|^\[?Error|ERR_|EISDIR|ENOENT|undefined/m);
});
