import { mkdirSync, rmSync } from "node:fs";
import * as path from "node:path";
import { workmailLambdaHere } from "../../support/command";
import { deploymentIn } from "../../support/deployment";
import { folderWith } from "../../support/folder";

/** Files of AWS's configuration that cannot be used: every command says so, and what to do, and never shows a stack. */

const KEYS = "aws_access_key_id = a\naws_secret_access_key = b\n";
const ROLE = "role_arn = arn:aws:iam::123456789012:role/one\n";
const SSO = "sso_account_id = 123456789012\nsso_role_name = one\n";
const BINARY = Buffer.of(0x00, 0xff, 0xfe, 0x80, 0x1b, 0x9b, 0x0a);
/** The SDK finds credentials, and calls AWS, which is not here. */
const USED = "AWS cannot be reached for ";

interface Files {
  readonly config?: string | Uint8Array;
  readonly credentials?: string | Uint8Array;
}

const NONE = "There are no AWS credentials for ";
const WRONG = "AWS's configuration cannot be used for ";

const DAMAGES: readonly (readonly [damage: string, files: Files, message: string])[] = [
  ["binary files", { config: BINARY, credentials: BINARY }, NONE],
  ["empty files", { config: "", credentials: "" }, NONE],
  ["folders", {}, NONE],
  ["another profile only", { config: "[profile other]\n", credentials: `[other]\n${KEYS}` }, NONE],
  ["a section without its end", { config: "[profile mine\n", credentials: `[mine\n${KEYS}` }, NONE],
  ["a key without its secret", { config: "", credentials: "[mine]\naws_access_key_id = a\n" }, NONE],
  ["a line without =", { config: "", credentials: "[mine]\naws_access_key_id a\n" }, NONE],
  [
    "an endless source_profile",
    { config: `[profile mine]\n${ROLE}source_profile = b\n[profile b]\n${ROLE}source_profile = mine\n` },
    NONE,
  ],
  ["a source_profile that does not exist", { config: `[profile mine]\n${ROLE}source_profile = b\n` }, NONE],
  ["a process that fails", { config: "[profile mine]\ncredential_process = false\n" }, NONE],
  ["a process that prints no JSON", { config: "[profile mine]\ncredential_process = echo hello\n" }, NONE],
  ["a token that does not exist", { config: `[profile mine]\n${ROLE}web_identity_token_file = /no/file\n` }, WRONG],
  ["a folder as token", { config: `[profile mine]\n${ROLE}web_identity_token_file = /\n` }, WRONG],
  ["a session that does not exist", { config: `[profile mine]\n${SSO}sso_session = none\n` }, WRONG],
  ["an endpoint that is not a URL", { config: `[profile mine]\n${KEYS}endpoint_url = not a url\n` }, WRONG],
  ["a mode that does not exist", { config: `[profile mine]\n${KEYS}defaults_mode = odd\n` }, USED],
  ["a profile without a Region", { config: `[profile mine]\n${KEYS}` }, USED],
  [
    "the line ends of Windows and a byte order mark",
    { config: `\uFEFF[profile mine]\r\n${KEYS}`.replaceAll("\n", "\r\n") },
    USED,
  ],
];

const outputs = deploymentIn("us-east-1", {
  ...{ live_version: "2", failure_queue_url: "https://sqs.us-east-1.amazonaws.com/123456789012/mail-failures" },
});

const COMMANDS = [
  "verify --outputs outputs.json",
  "logs --outputs outputs.json",
  "redrive --outputs outputs.json --dry-run",
  "rollback --outputs outputs.json",
  "invoke --function mail --region us-east-1",
];

it.each(
  DAMAGES.flatMap((damage) =>
    COMMANDS.filter((it) => damage[2] !== USED || it.startsWith("verify")).map(
      (command) => [`${command.split(" ")[0]}, ${damage[0]}`, damage[1], damage[2], command] as const,
    ),
  ),
)("%s: an error says what to do next", async (_, files, message, command) => {
  const folder = folderWith({ "outputs.json": JSON.stringify(outputs), config: "", credentials: "", ...files });
  if (Object.keys(files).length === 0) {
    for (const name of ["config", "credentials"]) {
      rmSync(path.join(folder, name));
      mkdirSync(path.join(folder, name));
    }
  }
  const isUrl = message === WRONG && JSON.stringify(files).includes("endpoint_url");
  const { code, stdout, stderr } = await workmailLambdaHere(folder, [...command.split(" "), "--profile", "mine"], {
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      AWS_CONFIG_FILE: path.join(folder, "config"),
      AWS_SHARED_CREDENTIALS_FILE: path.join(folder, "credentials"),
      AWS_EC2_METADATA_DISABLED: "true",
      ...(!isUrl && { AWS_ENDPOINT_URL: "http://127.0.0.1:9" }),
    },
  });
  expect(code).toBe(1);
  expect(stderr).toContain(message);
  expect(stderr).toMatch(/ in us-east-1.*\. Next: /);
  expect(stdout + stderr).not.toMatch(/^ +at |undefined|\[object/m);
});
