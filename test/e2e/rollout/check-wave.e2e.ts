import { CloudWatchClient, PutMetricAlarmCommand, SetAlarmStateCommand } from "@aws-sdk/client-cloudwatch";
import type { DeploymentOutputs } from "../../../cli/deployments/deployment-outputs";
import { type Emulator, startEmulator } from "../../../cli/emulator/emulator";
import { sandboxEnvironment } from "../../../cli/processes/sandbox-environment";
import { checkWave } from "../../../cli/rollout/check-wave";

/** The time between two waves, with alarms of the emulator. */

const region = "us-west-2";
const AlarmName = "mail-errors";
const outputs = {
  region,
  alarm_names: [AlarmName],
} as unknown as DeploymentOutputs;
const environment = { ...process.env };
let emulator: Emulator;
let cloudWatch: CloudWatchClient;

beforeAll(async () => {
  emulator = await startEmulator();
  Object.assign(process.env, sandboxEnvironment(emulator.endpoint));
  cloudWatch = new CloudWatchClient({ region });
  await cloudWatch.send(
    new PutMetricAlarmCommand({
      AlarmName,
      Namespace: "AWS/Lambda",
      MetricName: "Errors",
      Statistic: "Sum",
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 0,
      ComparisonOperator: "GreaterThanThreshold",
    }),
  );
});

afterAll(async () => {
  cloudWatch?.destroy();
  await emulator?.stop();
  process.env = environment;
});

function setState(StateValue: "OK" | "ALARM" | "INSUFFICIENT_DATA") {
  return cloudWatch.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: "test" }));
}

function bake(checks: { bakeSeconds: number; alarms?: boolean }, options: Parameters<typeof checkWave>[3] = {}) {
  return checkWave([outputs], { verify: false, alarms: true, ...checks }, () => ({}), {
    pollMs: 50,
    noStateLimitMs: 200,
    ...options,
  });
}

it("takes as long as it is to, and no longer when the alarms are in state OK", async () => {
  await setState("OK");
  const startedAt = Date.now();
  expect(await bake({ bakeSeconds: 1 })).toEqual([]);
  expect(Date.now() - startedAt).toBeGreaterThanOrEqual(1000);
});

it("ends at once when an alarm is raised meanwhile", async () => {
  await setState("OK");
  const startedAt = Date.now();
  const baking = bake({ bakeSeconds: 60 });
  await setState("ALARM");
  expect(await baking).toEqual(["us-west-2: alarm mail-errors is raised"]);
  expect(Date.now() - startedAt).toBeLessThan(30_000);
});

it("waits for an alarm without a state, and not for ever", async () => {
  await setState("INSUFFICIENT_DATA");
  const said: string[] = [];
  expect(await bake({ bakeSeconds: 0 }, { onProgress: (text) => said.push(text) })).toEqual([
    "us-west-2: alarm mail-errors is in state INSUFFICIENT_DATA",
  ]);
  expect(said).toContain("waiting for 1 of 1 alarms to have a state");

  const waiting = bake({ bakeSeconds: 0 }, { noStateLimitMs: 60_000 });
  await setState("OK");
  expect(await waiting).toEqual([]);
});

it("does not ask for alarms when they are switched off, and ends when it is aborted", async () => {
  await setState("ALARM");
  expect(await bake({ bakeSeconds: 0, alarms: false })).toEqual([]);
  await expect(bake({ bakeSeconds: 60, alarms: false }, { signal: AbortSignal.timeout(100) })).rejects.toThrow(/abort/);
});
