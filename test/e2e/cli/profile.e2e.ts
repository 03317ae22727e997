import { writeFileSync } from "node:fs";
import * as path from "node:path";
import { folderWith } from "../../support/folder";
import { projectOnEmulator } from "../../support/project-on-emulator";
import { runCommand } from "../../support/run-command";

/** Profiles of two accounts: Terraform and the SDK take the same one. */

const onEmulator = projectOnEmulator();
const project = onEmulator.folder;

const OWN = "123456789012";
const OTHER = "222222222222";

const aws = folderWith({
  config: `
[profile own]
region = eu-west-1

[profile other]
role_arn = arn:aws:iam::${OTHER}:role/deployment
source_profile = own
region = eu-west-1
`,
  credentials: `
[own]
aws_access_key_id = emulator
aws_secret_access_key = emulator
`,
});

beforeAll(() => {
  const settings = {
    ...{ failureQueue: false, alarms: false, logQueries: false },
    regions: { "eu-west-1": { allowAnyOrganization: true } },
  };
  writeFileSync(path.join(project, "workmail.json"), JSON.stringify(settings));
});

/** Runs a command with the profiles' files, and these variables. */
function workmailLambda(args: readonly string[], variables: NodeJS.ProcessEnv = {}) {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, ...rest } = onEmulator.env;
  const env = {
    ...rest,
    // Terraform assumes the role of a profile at the endpoint of STS only.
    AWS_ENDPOINT_URL_STS: rest.AWS_ENDPOINT_URL,
    AWS_CONFIG_FILE: path.join(aws, "config"),
    AWS_SHARED_CREDENTIALS_FILE: path.join(aws, "credentials"),
    ...variables,
  };
  expect([AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY]).toEqual(["emulator", "emulator"]);
  return runCommand([process.execPath, "cli/workmail-lambda.js", ...args], { cwd: project, env });
}

async function accountOf(args: readonly string[], variables?: NodeJS.ProcessEnv): Promise<string | undefined> {
  const { stdout } = await workmailLambda(["doctor", "--json", ...args], variables);
  const { checks } = JSON.parse(stdout) as { checks: { subject: string; found: string }[] };
  return checks.find(({ subject }) => subject === "AWS credentials")?.found;
}

it("deploys with the profile that is named, and asks the same account afterwards", async () => {
  const deployed = await workmailLambda(["deploy", "--auto-approve", "--json", "--profile", "other"]);
  expect(deployed).toSucceed();
  expect(JSON.parse(deployed.stdout)).toMatchObject({
    "workmail-eu-west-1": { function_arn: `arn:aws:lambda:eu-west-1:${OTHER}:function:workmail-email-events` },
  });
  const verified = await workmailLambda(["verify", "--profile", "other"]);
  expect(verified).toSucceed();
  expect(verified.stdout).toMatch(new RegExp(`passed {3}account +${OTHER}\n`));
  const elsewhere = await workmailLambda(["verify", "--profile", "own"]);
  expect(elsewhere.code).not.toBe(0);
  expect(await workmailLambda(["diff", "--profile", "other"])).toSucceed();
  expect(await workmailLambda(["logs", "--profile", "other"])).toSucceed();
});

it("takes AWS_PROFILE where no profile is named, and keys before it", async () => {
  expect(await workmailLambda(["diff"], { AWS_PROFILE: "other" })).toSucceed();
  expect(await accountOf([], { AWS_PROFILE: "other" })).toMatch(
    new RegExp(`^account ${OTHER}, asked in eu-west-1, profile other, at http`),
  );
  expect(await accountOf(["--profile", "own"], { AWS_PROFILE: "other" })).toMatch(
    new RegExp(`^account ${OWN}, asked in eu-west-1, profile own, at http`),
  );
  const keys = { AWS_ACCESS_KEY_ID: "emulator", AWS_SECRET_ACCESS_KEY: "emulator", AWS_PROFILE: "other" };
  expect(await accountOf([], keys)).toMatch(new RegExp(`^account ${OWN}, asked in eu-west-1, at http`));
});

it("reports a profile that does not exist", async () => {
  const { code, stderr } = await workmailLambda(["verify", "--profile", "nobody"]);
  expect([code, stderr]).toEqual([
    1,
    expect.stringMatching(/There are no AWS credentials for \S+ in eu-west-1 with the profile nobody\. Next: /),
  ]);
});
