import { readdirSync, statSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import type { PlannedChanges } from "../../../cli/terraform/planned-changes";
import { projectOnEmulator } from "../../support/project-on-emulator";

/** workmail-lambda diff: before the first deployment, after it, beside one, and after a change. */

const onEmulator = projectOnEmulator();
const project = onEmulator.folder;

const SETTINGS = {
  ...{ failureQueue: false, alarms: false, logQueries: false },
  regions: { "eu-west-1": { allowAnyOrganization: true }, "us-west-2": { allowAnyOrganization: true } },
};

const STACKS = ["workmail-eu-west-1", "workmail-us-west-2"];

function writeSettings(settings: object): void {
  writeFileSync(path.join(project, "workmail.json"), JSON.stringify({ ...SETTINGS, ...settings }));
}

interface Report {
  readonly changes: boolean;
  readonly stacks: Readonly<Record<string, PlannedChanges & { readonly changes: boolean }>>;
}

function diff(...args: string[]) {
  return onEmulator.npm("diff", args);
}

function deploy(onStderr: (printed: string) => void = () => undefined) {
  let printed = "";
  return onEmulator.npm("deploy", ["--auto-approve"], {
    onStart: (child) => child.stderr!.on("data", (text: Buffer) => onStderr((printed += text.toString()))),
  });
}

/** Returns the files of the project and when they were written, without what is built and the packages. */
function files(): Record<string, number> {
  const names = readdirSync(project, { recursive: true, encoding: "utf8" }).filter(
    (name) => !/^(node_modules|dist|function[\\/]node_modules)([\\/]|$)/.test(name),
  );
  return Object.fromEntries(
    names
      .map((name) => [name, statSync(path.join(project, name), { throwIfNoEntry: false })] as const)
      .flatMap(([name, stats]) => (stats?.isFile() ? [[name, stats.mtimeMs]] : [])),
  );
}

it("shows everything before the first deployment, and leaves nothing behind", async () => {
  writeSettings({});
  const before = files();
  const { code, stdout, stderr } = await diff();
  expect([code, code === 2 ? "" : stderr]).toEqual([2, ""]);
  for (const stack of STACKS) {
    expect(stdout).toMatch(
      new RegExp(`^${stack}:\\n(?: .*\\n|\\n)* {2}Plan: 7 to add, 0 to change, 0 to destroy\\.$`, "m"),
    );
  }
  expect(stdout).toMatch(/\nNext: npm run deploy\n$/);
  expect(files()).toEqual(before);
});

it("does not stop a deployment that is running, nor wait for it", async () => {
  let beside: ReturnType<typeof diff> | undefined;
  const deployed = deploy((printed) => {
    if (beside === undefined && /Creating\.\.\.$/m.test(printed)) {
      beside = diff("--json");
    }
  });
  expect(await deployed).toSucceed();
  const { code, stdout, stderr } = (await beside)!;
  // It is over as a whole, or still has something to do, as far as the deployment has come.
  expect([[0, 2].includes(code!), [0, 2].includes(code!) ? "" : stderr]).toEqual([true, ""]);
  expect(Object.keys((JSON.parse(stdout) as Report).stacks)).toEqual(STACKS);
});

it("shows no change after a deployment, with exit code 0", async () => {
  const result = await diff();
  expect(result).toSucceed();
  const { stdout } = result;
  expect(stdout).toBe(
    `${STACKS.map((stack) => `${stack}  No changes.\n`).join("")}Next: nothing to deploy; to check AWS's side: npx workmail-lambda verify\n`,
  );
  const json = await diff("--json");
  const none = { changes: false, add: 0, change: 0, destroy: 0, resources: [], outputs: [] };
  expect(JSON.parse(json.stdout)).toEqual({
    changes: false,
    stacks: Object.fromEntries(STACKS.map((stack) => [stack, none])),
  });
});

it("shows a change, of the stacks that are named only, and changes nothing", async () => {
  writeSettings({ memorySizeMb: 512 });
  const before = files();
  const { code, stdout } = await diff("workmail-eu-west-1", "--json");
  expect(code).toBe(2);
  const report = JSON.parse(stdout) as Report;
  expect(report).toMatchObject({ changes: true, stacks: { "workmail-eu-west-1": { add: 0, change: 1, destroy: 0 } } });
  expect(Object.keys(report.stacks)).toEqual(["workmail-eu-west-1"]);
  expect(report.stacks["workmail-eu-west-1"]!.resources).toEqual([
    { address: expect.stringMatching(/^aws_lambda_function\./) as string, actions: ["update"] },
  ]);
  expect(files()).toEqual(before);
});

it("reports what deploy would refuse", async () => {
  const unknown = await diff("workmail-us-east-2");
  expect([unknown.code, unknown.stdout]).toEqual([1, ""]);
  expect(unknown.stderr).toContain(`No such stack: workmail-us-east-2; there are ${STACKS.join(", ")}.`);
  writeSettings({ singleStack: true });
  const moved = await diff();
  expect([moved.code, moved.stdout]).toEqual([1, ""]);
  expect(moved.stderr).toContain("Next: npm run move-states");
});

it("plans one stack for all Regions", async () => {
  writeSettings({ singleStack: true, functionName: "other-events" });
  const { code, stdout, stderr } = await diff("--json");
  expect([code, code === 2 ? "" : stderr]).toEqual([2, ""]);
  expect(JSON.parse(stdout)).toMatchObject({ changes: true, stacks: { workmail: { add: 14, change: 0, destroy: 0 } } });
});
