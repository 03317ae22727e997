import { writeFileSync } from "node:fs";
import * as path from "node:path";
import { folderWith } from "../../support/folder";
import { followNextSteps, refusals, type Shell } from "../../support/next-steps";
import { projectOnEmulator } from "../../support/project-on-emulator";

/** Each command that a command names as the next one is run as it is printed: it is about the same, and not refused. */

jest.setTimeout(900_000);

const onEmulator = projectOnEmulator();
const project = onEmulator.folder;

const SETTINGS = "WORKMAIL_SETTINGS=workmail.test.json";
const NAME = "workmail-email-events-test";

/** The only credentials: a command without the profile has none. */
const aws = folderWith({
  config: "[profile own]\nregion = eu-west-1\n",
  credentials: "[own]\naws_access_key_id = emulator\naws_secret_access_key = emulator\n",
});

/** npx and npm, without their time to start. */
const PROGRAMS = `
npx() { shift; "${process.execPath}" cli/workmail-lambda.js "$@"; }
npm() { shift; local script="$1"; shift; [ "$1" != -- ] || shift; "${process.execPath}" cli/workmail-lambda.js "$script" "$@"; }
`;

let shell: Shell;

beforeAll(async () => {
  const settings = (more: object) =>
    writeFileSync(
      path.join(project, "workmail.test.json"),
      JSON.stringify({
        ...{ alarms: false, logQueries: false, liveAlias: true, ...more },
        regions: { "eu-west-1": { allowAnyOrganization: true } },
      }),
    );
  const deploy = async () =>
    expect(
      await onEmulator.npm("deploy", ["--auto-approve"], { env: { WORKMAIL_SETTINGS: "workmail.test.json" } }),
    ).toSucceed();
  // Two versions, so that there is one to go back to.
  settings({ memorySizeMb: 512 });
  await deploy();
  settings({});
  await deploy();
  const outputs = await onEmulator.npm("outputs", [], { env: { WORKMAIL_SETTINGS: "workmail.test.json" } });
  expect(outputs).toSucceed();
  writeFileSync(path.join(project, "my outputs.json"), outputs.stdout);
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, ...env } = onEmulator.env;
  expect([AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY]).toEqual(["emulator", "emulator"]);
  shell = {
    ...{ cwd: project, programs: PROGRAMS, outputs: "'my outputs.json'" },
    env: {
      ...env,
      AWS_CONFIG_FILE: path.join(aws, "config"),
      AWS_SHARED_CREDENTIALS_FILE: path.join(aws, "credentials"),
      // Terraform takes a profile's credentials to the endpoint of STS.
      AWS_ENDPOINT_URL_STS: env.AWS_ENDPOINT_URL,
    },
  };
});

it("keeps the file with the outputs, and the Region", async () => {
  const given = "--outputs 'my outputs.json' --region eu-west-1 --profile own";
  const starts = ["verify", "logs", "instructions"].map((name) => `npx workmail-lambda ${name} ${given}`);
  const results = await followNextSteps([...starts, `npm run redrive -- --dry-run ${given}`], shell);
  expect(refusals(results)).toEqual([]);
  const lines = [...results.keys()];
  expect(lines.filter((it) => !it.includes(` ${given}`))).toEqual([]);
  expect(lines).toEqual(expect.arrayContaining([`npx workmail-lambda verify --invoke ${given}`]));
});

// It rolls the function back, after which verify asks for a deployment: nothing that knows only outputs may follow it.
it("keeps the settings file and the profile", async () => {
  const results = await followNextSteps(
    [
      `${SETTINGS} npm run diff -- --profile own`,
      `${SETTINGS} npm run redrive -- --dry-run --profile own`,
      `${SETTINGS} npx workmail-lambda rollback --dry-run --profile own`,
      `${SETTINGS} npx workmail-lambda invoke --function ${NAME} --region eu-west-1 --profile own`,
      `${SETTINGS} npx workmail-lambda doctor --profile own`,
      `${SETTINGS} npx workmail-lambda move-states --dry-run --profile own`,
    ],
    shell,
  );
  expect(refusals(results)).toEqual([]);
  const lines = [...results.keys()];
  expect(lines.filter((it) => !it.startsWith(`${SETTINGS} `) || !it.includes(" --profile own"))).toEqual([]);
  expect(lines).toEqual(
    expect.arrayContaining([
      `${SETTINGS} npx workmail-lambda rollback --profile own`,
      `${SETTINGS} npx workmail-lambda verify --profile own`,
      `${SETTINGS} npx workmail-lambda instructions --profile own`,
      `${SETTINGS} npx workmail-lambda logs --region eu-west-1 --profile own`,
    ]),
  );
});

it("leads from what needs no AWS to a deployment", async () => {
  const env = { ...shell.env, AWS_PROFILE: "own" };
  const results = await followNextSteps(
    [`${SETTINGS} npm run build`, `${SETTINGS} npm run synth`, `${SETTINGS} npx workmail-lambda migrate`],
    { ...shell, env },
  );
  expect(refusals(results)).toEqual([]);
  expect([...results.keys()]).toEqual(
    expect.arrayContaining([`${SETTINGS} npx workmail-lambda invoke`, `${SETTINGS} npm run deploy -- --auto-approve`]),
  );
});
