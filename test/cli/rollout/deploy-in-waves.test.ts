import { deployInWaves, WaveStopped } from "../../../cli/rollout/deploy-in-waves";
import { findTerraform } from "../../../cli/terraform/binary";
import { readStacks } from "../../../cli/terraform/stacks";
import { deploymentIn } from "../../support/deployment";
import { folderWith } from "../../support/folder";
import { folderWithStacks } from "../../support/stacks";

/** Waves whose check needs AWS, where AWS cannot be asked. The end-to-end tests try what the emulator can answer. */

const checks = { verify: false, bakeSeconds: 0, alarms: true };
const folderBefore = process.cwd();
const environment = { ...process.env };

afterEach(() => {
  process.chdir(folderBefore);
  process.env = { ...environment };
  jest.restoreAllMocks();
});

it("say what is deployed when AWS cannot be asked whether the next one may begin", async () => {
  const printed = jest.spyOn(console, "error").mockImplementation();
  const alarm_names = ["mail-errors"];
  const { folder, terraform } = folderWithStacks(
    {
      "workmail-us-west-2": deploymentIn("us-west-2", { alarm_names }),
      "workmail-eu-west-1": {},
    },
    { "workmail-eu-west-1": ["workmail-us-west-2"] },
  );
  process.chdir(folder);
  Object.assign(process.env, {
    TERRAFORM_BINARY_NAME: terraform,
    // Nothing listens there.
    AWS_ENDPOINT_URL: "http://127.0.0.1:9",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_MAX_ATTEMPTS: "1",
  });
  const deployed: string[] = [];
  const stopped = await deployInWaves(
    readStacks(),
    (wave) => {
      deployed.push(...wave.map(({ name }) => name));
      return Promise.resolve();
    },
    {
      checks,
      terraform: await findTerraform({ env: process.env, workFolder: folderWith({}) }),
      signal: new AbortController().signal,
    },
  ).catch((error: unknown) => error);

  expect(stopped).toBeInstanceOf(WaveStopped);
  expect((stopped as WaveStopped).exitCode).toBe(1);
  expect((stopped as WaveStopped).message).toMatch(
    /^The rollout stopped before wave 2 of 2:\n {2}AWS cannot be reached for cloudwatch:DescribeAlarms in us-west-2\..*\nDeployed: workmail-us-west-2\nRemaining: workmail-eu-west-1\nNext: /,
  );
  expect(deployed).toEqual(["workmail-us-west-2"]);
  expect(printed).toHaveBeenCalledWith("Wave 1 of 2: workmail-us-west-2");
});
