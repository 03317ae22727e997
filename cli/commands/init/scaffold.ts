import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { applyEdits, modify } from "jsonc-parser";
import { readJsonFile } from "../../../modules/json-file";
import { replaceFile } from "../../../modules/replace-file";
import { UserError } from "../../../modules/user-error";
import { devDependencies, name, version } from "../../../package.json";

/** The file with the handler, which the settings name as entry. */
export const HANDLER_FILE = "handler.ts";

const TEST_FILE = "handler.test.ts";

const HANDLER = `import { createHandler } from "${name}/function";

/** Counts the recipients outside the sender's domain. */
export const handler = createHandler((email, { logger }) => {
  const external = email.externalRecipients.length;
  logger.info("Recipients counted", { messageId: email.messageId, external });
  return { external };
});
`;

const TEST = `import { strict as assert } from "node:assert";
import { test } from "node:test";
import { handler } from "./handler.js";

/** What WorkMail sends: see workmail-lambda event. */
const event = {
  summaryVersion: "2019-07-28",
  envelope: {
    mailFrom: { address: "user@example.com" },
    recipients: [{ address: "colleague@example.com" }, { address: "customer@example.net" }],
  },
  sender: null,
  subject: "Hello",
  messageId: "00000000-0000-0000-0000-000000000000",
  invocationId: "0000000000000000000000000000000000000000",
  flowDirection: "OUTBOUND",
  truncated: false,
};

test("counts the recipients outside the sender's domain", async () => {
  const context = { awsRequestId: "request", functionName: "workmail" } as Parameters<typeof handler>[1];
  assert.deepEqual(await handler(event, context), { external: 1 });
});
`;

const TSCONFIG = `${JSON.stringify(
  {
    compilerOptions: {
      target: "es2022",
      module: "nodenext",
      types: ["node"],
      strict: true,
      skipLibCheck: true,
      noEmit: true,
    },
    files: [HANDLER_FILE, TEST_FILE],
  },
  null,
  2,
)}\n`;

/** The scripts and packages that these files need in package.json. */
const PACKAGE = {
  scripts: { types: "tsc", test: `node --import tsx --test ${TEST_FILE}` },
  dependencies: { [name]: `^${version}` },
  devDependencies: {
    "@types/node": devDependencies["@types/node"],
    tsx: devDependencies.tsx,
    // The newest that every tool for TypeScript works with.
    typescript: "^5.9.3",
  },
};

/** The script that npm init writes. */
const NO_TEST = 'echo "Error: no test specified" && exit 1';

/**
 * Writes a handler, its test, and what they need. Files that exist stay as they are; package.json gets what it lacks.
 *
 * @returns the files that were written
 * @throws UserError when a file cannot be read or written
 */
export function scaffold(folder: string): string[] {
  const files: Readonly<Record<string, string | undefined>> = {
    [HANDLER_FILE]: ifMissing(folder, HANDLER_FILE, HANDLER),
    [TEST_FILE]: ifMissing(folder, TEST_FILE, TEST),
    "tsconfig.json": ifMissing(folder, "tsconfig.json", TSCONFIG),
    "package.json": packageJson(path.join(folder, "package.json")),
  };
  return Object.entries(files).flatMap(([file, content]) => {
    if (content === undefined) {
      return [];
    }
    write(path.join(folder, file), content);
    return [file];
  });
}

function ifMissing(folder: string, file: string, content: string): string | undefined {
  return existsSync(path.join(folder, file)) ? undefined : content;
}

/** @returns undefined when it has everything */
function packageJson(file: string): string | undefined {
  if (!existsSync(file)) {
    return `${JSON.stringify({ private: true, type: "module", ...PACKAGE }, null, 2)}\n`;
  }
  const has = readJsonFile<PackageJson>(file, "correct it");
  const before = readFileSync(file, "utf8");
  const formattingOptions = { insertSpaces: true, tabSize: 2 };
  let text = before;
  for (const [section, values] of Object.entries(PACKAGE)) {
    for (const [key, value] of Object.entries(values)) {
      const everywhere = section === "scripts" ? [has.scripts] : [has.dependencies, has.devDependencies];
      if (everywhere.every((it) => it?.[key] === undefined || it[key] === NO_TEST)) {
        text = applyEdits(text, modify(text, [section, key], value, { formattingOptions }));
      }
    }
  }
  return text === before ? undefined : text;
}

type PackageJson = Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;

function write(file: string, content: string): void {
  try {
    replaceFile(file, content);
  } catch (error) {
    throw new UserError(`${file} cannot be written: ${(error as Error).message}`);
  }
}
