import type { ChildProcess } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { LambdaClient, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { workmailLambda } from "../../support/command";
import { projectOnEmulator } from "../../support/project-on-emulator";

/** Two runs at once in one checkout. */

const project = projectOnEmulator();

/** Runs a command for an environment, and something else once it prints this. */
async function run(
  environment: string,
  args: readonly string[],
  { when = /^$/, start }: { readonly when?: RegExp; readonly start?: (child: ChildProcess) => unknown } = {},
) {
  const file = `workmail.${environment}.json`;
  writeFileSync(
    path.join(project.folder, file),
    JSON.stringify({
      ...{ failureQueue: false, alarms: false, logQueries: false },
      regions: { "eu-west-1": { allowAnyOrganization: true } },
    }),
  );
  let other: unknown;
  let printed = "";
  const result = await workmailLambda(project.folder, args, {
    env: { ...project.env, WORKMAIL_SETTINGS: file },
    onStart: (child) =>
      child.stderr!.on("data", (text: Buffer) => {
        printed += text.toString();
        if (other === undefined && when.test(printed)) {
          other = start?.(child);
        }
      }),
  });
  return { ...result, other: await other };
}

async function functions(): Promise<(string | undefined)[]> {
  const lambda = new LambdaClient({ region: "eu-west-1", ...project.client });
  const { Functions = [] } = await lambda.send(new ListFunctionsCommand({}));
  lambda.destroy();
  return Functions.map(({ FunctionName }) => FunctionName).sort();
}

const PLANNING = /^workmail-alpha-eu-west-1 {2}plan$/m;

it("destroys the environment that it was started for, whatever is synthesized meanwhile", async () => {
  for (const environment of ["alpha", "beta"]) {
    expect(await run(environment, ["deploy", "--auto-approve"])).toSucceed();
  }
  const destroyed = await run("alpha", ["destroy", "--auto-approve"], {
    when: PLANNING,
    start: () => run("beta", ["synth"]),
  });
  expect(destroyed.other).toSucceed();
  expect(destroyed).toSucceed();
  expect(destroyed.stdout).toMatch(/^Destroyed: workmail-alpha-eu-west-1\n/);
  expect(await functions()).toEqual(["workmail-email-events-beta"]);
});

it("refuses a second run on the same stacks, lets one on others work, and takes over after a kill", async () => {
  const killed = await run("alpha", ["deploy", "--auto-approve"], {
    when: PLANNING,
    start: async (child) => {
      // It stops here, and is killed.
      child.kill("SIGSTOP");
      const same = await run("alpha", ["destroy", "--auto-approve"]);
      const others = await run("beta", ["deploy", "--auto-approve"]);
      child.kill("SIGKILL");
      return { same, others };
    },
  });
  const { same, others } = killed.other as Record<"same" | "others", Awaited<ReturnType<typeof run>>>;
  expect([same.code, same.stderr]).toEqual([
    1,
    expect.stringMatching(
      /^"WORKMAIL_SETTINGS=\S+ npm run deploy" \(process \d+ on \S+, since \S+\) works on the same stacks\. Next: wait /,
    ),
  ]);
  expect(others).toSucceed();
  expect(killed.code).toBeNull();

  expect(await run("alpha", ["deploy", "--auto-approve"])).toSucceed();
  expect(await functions()).toEqual(["workmail-email-events-alpha", "workmail-email-events-beta"]);
  expect(readdirSync(project.folder).filter((name) => name.startsWith("cdktf.run-"))).toEqual([]);
});
