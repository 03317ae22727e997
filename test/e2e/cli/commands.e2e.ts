import type { ChildProcess } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { createServer } from "node:http";
import { type AddressInfo } from "node:net";
import * as path from "node:path";
import { startEmulator } from "../../../cli/emulator/emulator";
import { sandboxEnvironment } from "../../../cli/processes/sandbox-environment";
import { findTerraform } from "../../../cli/terraform/binary";
import { REGIONS } from "../../../modules/workmail";
import { copyProject } from "../../../scripts/project-copy";
import { folderWith } from "../../support/folder";
import { runCommand } from "../../support/run-command";
import { withoutProgram } from "../../support/without-program";

/** The commands of package.json, run as a person runs them. */

const project = path.join(folderWith({}), "a folder with spaces");
copyProject(project);

/** The variables that lead the CDKTF CLI to the provider. */
async function providersEnvironment(): Promise<NodeJS.ProcessEnv> {
  const { providers } = await findTerraform({ env: process.env, workFolder: folderWith({}) });
  return providers.environment;
}

const demo = ["npm", "run", "--silent", "demo", "--"];

function npm(
  command: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
  onStart?: (child: ChildProcess) => void,
) {
  return runCommand(command, { cwd: project, env, onStart });
}

/** An environment with a temporary folder of its own, to see what is left in it. */
function withOwnTemporaryFolder(env: NodeJS.ProcessEnv = process.env) {
  const folder = folderWith({});
  return {
    env: { ...env, TMPDIR: folder },
    leftovers: () => readdirSync(folder).filter((name) => /^(workmail-sandbox|local-lambda)-/.test(name)),
  };
}

/** Whether anything answers there. */
async function answers(endpoint: string): Promise<boolean> {
  return fetch(endpoint).then(
    () => true,
    () => false,
  );
}

interface DemoReport {
  complete: boolean;
  outputs: Record<string, { function_arn: string }>;
  checks: Record<string, { state: string }[]>;
  invocations: Record<string, { payload: unknown }>;
  missing: string[];
}

describe("npm run build", () => {
  it("says what it has built, for people and for programs", async () => {
    const people = await npm(["npm", "run", "--silent", "build"]);
    expect(people).toSucceed();
    expect(people.stdout).toMatch(
      /^dist\/workmail-function\.zip\n {2}size +\d+ bytes \(JavaScript \d+ bytes\)\n {2}CodeSha256 {2}\S{43}=\n {2}handler +index\.handler, for nodejs22\.x or later\nNext: /,
    );
    const programs = await npm([...["npm", "run", "--silent", "build", "--", "--json"]]);
    expect(JSON.parse(programs.stdout)).toMatchObject({
      path: "dist/workmail-function.zip",
      handler: "index.handler",
    });
  });
});

describe("npm run synth", () => {
  it("writes a stack for each Region and says where", async () => {
    const result = await npm([...["npm", "run", "--silent", "synth"]]);
    expect(result).toSucceed();
    const { stdout, stderr } = result;
    expect(stdout).toBe(
      [
        "workmail-eu-west-1  cdktf.out/stacks/workmail-eu-west-1/cdk.tf.json",
        "workmail-us-east-1  cdktf.out/stacks/workmail-us-east-1/cdk.tf.json",
        "workmail-us-west-2  cdktf.out/stacks/workmail-us-west-2/cdk.tf.json",
        "Next: npx workmail-lambda init, then npm run deploy\n",
      ].join("\n"),
    );
    expect(stderr).toMatch(/^No workmail\.json: taking the example settings\./);
  });

  it("reports the errors of the settings, and fails", async () => {
    const settings = path.join(folderWith({ "bad.json": '{"regions":{"us-east-9":{}}}' }), "bad.json");
    const { code, stdout, stderr } = await npm(["npm", "run", "--silent", "synth"], {
      ...process.env,
      WORKMAIL_SETTINGS: settings,
    });
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toBe(
      `"node cli/synth.js" failed, with exit code 1:\n${settings}: 1 error\n  regions.us-east-9: not known; allowed: ${REGIONS.join(", ")}\nNext: correct this, then WORKMAIL_SETTINGS=${settings} npm run synth\n`,
    );
  });
});

describe("npm run deploy and npm run destroy", () => {
  it("deploy, change nothing the second time, and destroy, on the same state as the CDKTF CLI", async () => {
    const emulator = await startEmulator();
    try {
      const env = sandboxEnvironment(emulator.endpoint);
      const run = (action: string, ...args: string[]) =>
        npm(["npm", "run", "--silent", action, "--", "--auto-approve", ...args], env);

      const first = await run("deploy");
      expect(first).toSucceed();
      expect(first.stdout).toMatch(
        /^Deployed: workmail-eu-west-1, workmail-us-east-1, workmail-us-west-2\nNext: npx workmail-lambda verify, /,
      );
      expect(first.stderr).toMatch(
        /^workmail-us-west-2:\n(?: .*\n|\n)* {2}Plan: \d+ to add, 0 to change, 0 to destroy\.$/m,
      );

      const one = await run("deploy", "workmail-eu-west-1");
      expect([one.code, one.stdout]).toEqual([0, expect.stringMatching(/^No changes: workmail-eu-west-1\nNext: /)]);

      // Node.js 24 has no terminal library for it.
      const byCli = await npm(["npx", "cdktf", "deploy", "*", "--auto-approve", "--skip-provider-lock"], {
        ...env,
        ...(await providersEnvironment()),
      });
      expect([byCli.code, byCli.code === 0 ? "" : byCli.stdout + byCli.stderr]).toEqual([0, ""]);
      expect(byCli.stdout.match(/No changes\./g)).toHaveLength(3);

      const destroyed = await run("destroy");
      expect([destroyed.code, destroyed.stdout]).toEqual([
        0,
        expect.stringMatching(/^Destroyed: workmail-eu-west-1, workmail-us-east-1, workmail-us-west-2\nNext: /),
      ]);
      expect((await run("destroy")).stdout).toBe(
        "Nothing is deployed in these stacks.\nNext: npm run diff, which shows what a deployment would create\n",
      );
    } finally {
      await emulator.stop();
    }
  });

  it("refuse stacks that do not exist, and options that they do not know", async () => {
    const env = sandboxEnvironment("http://127.0.0.1:9");
    const run = (...args: string[]) => npm(["npm", "run", "--silent", "deploy", "--", "--auto-approve", ...args], env);
    const unknown = await run("workmail-us-east-2");
    expect([unknown.code, unknown.stderr]).toEqual([
      1,
      expect.stringContaining(
        "No such stack: workmail-us-east-2; there are workmail-eu-west-1, workmail-us-east-1, workmail-us-west-2.",
      ),
    ]);
    const option = await run("--outputs-file", "outputs.json");
    expect([option.code, option.stderr]).toEqual([
      1,
      "error: unknown option '--outputs-file'\nNext: add --help, which shows the options and examples.\n",
    ]);
  });

  it("do not deploy the example's organizations to AWS", async () => {
    const env = { ...process.env };
    delete env.AWS_ENDPOINT_URL;
    const { code, stderr } = await npm(["npm", "run", "--silent", "deploy", "--", "--auto-approve"], env);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^workmail\.json does not exist, and the example settings name organizations that are not yours\. Next: /,
    );
  });

  it("do not ask where nobody can answer", async () => {
    const { code, stderr } = await npm(["npm", "run", "--silent", "deploy"], sandboxEnvironment("http://127.0.0.1:9"));
    expect([code, stderr]).toEqual([1, "There is no terminal to ask on. Next: npm run deploy -- --auto-approve\n"]);
  });
});

describe("npm run demo", () => {
  it("does it all, whatever credentials and profiles there are, and leaves nothing", async () => {
    const { env, leftovers } = withOwnTemporaryFolder();
    const { code, stdout, stderr } = await npm([...demo, "--json", "--require-all"], {
      ...env,
      AWS_PROFILE: "production",
      AWS_ACCESS_KEY_ID: "AKIAREAL",
      AWS_SECRET_ACCESS_KEY: "real",
      AWS_ENDPOINT_URL: "https://lambda.us-east-1.amazonaws.com",
      AWS_ENDPOINT_URL_LAMBDA: "https://lambda.us-east-1.amazonaws.com",
      AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true",
      TF_WORKSPACE: "production",
    });
    expect([code, stderr]).toEqual([0, ""]);
    const report = JSON.parse(stdout) as DemoReport;
    expect(report).toMatchObject({ complete: true, missing: [] });
    const stacks = ["workmail-eu-west-1", "workmail-us-east-1", "workmail-us-west-2"];
    expect(Object.keys(report.outputs)).toEqual(stacks);
    expect(Object.keys(report.checks)).toEqual(stacks);
    expect(Object.keys(report.invocations)).toEqual(stacks);
    for (const { state } of Object.values(report.checks).flat()) {
      expect(state).not.toBe("failed");
    }
    expect(leftovers()).toEqual([]);
  });

  it("stays when asked to, says how to look and how to end it, and ends", async () => {
    const kept = await npm([...demo, "--keep"]);
    expect(kept).toSucceed();
    const [, endpoint = ""] = /AWS_ENDPOINT_URL=(\S+)/.exec(kept.stdout) ?? [];
    expect(kept.stdout).toMatch(/\nNext: npm run demo -- --stop, which ends it\n$/);
    expect(await answers(endpoint)).toBe(true);

    const again = await npm(demo);
    expect([again.code, again.stderr]).toEqual([1, "A demo is still running. Next: npm run demo -- --stop\n"]);

    const stopped = await npm([...demo, "--stop"]);
    expect([stopped.code, stopped.stdout]).toEqual([
      0,
      "The demo has ended: nothing of it is left.\nNext: npx workmail-lambda init, then npm run deploy\n",
    ]);
    expect(await answers(endpoint)).toBe(false);
    expect(existsSync(path.join(project, ".demo"))).toBe(false);
    expect((await npm([...demo, "--stop"])).stdout).toBe("No demo is running.\nNext: npm run demo\n");
  });

  it.each([
    ["Terraform", "terraform", "Neither terraform nor tofu is on PATH."],
    ["an emulator", "moto_server", "There is no AWS emulator"],
  ])("without %s still runs the artifact, and says last what was skipped", async (_, program, reason) => {
    const result = await npm(demo, withoutProgram(program));
    expect(result).toSucceed();
    const { stdout } = result;
    expect(stdout).toContain('"message":"Email processed"');
    expect(stdout).toContain("arn:aws:lambda:us-east-1:ACCOUNT_ID:function:workmail-email-events");
    const [, skipped = ""] = stdout.split("Skipped: ");
    expect(skipped).toMatch(/^the deployment and the checks through AWS's API\. To run everything:\n {2}- /);
    expect(skipped).toContain(reason);

    // A step that lacks its program is not shown as done.
    expect(stdout).toMatch(/ \[SKIPPED: missing, see the end\]$/m);
    expect(stdout.match(/^\S (No |Find |Start )[^[\n]*$/gm)?.filter((line) => !line.startsWith("❯")) ?? []).toEqual([]);

    const json = await npm([...demo, "--json", "--require-all"], withoutProgram(program));
    expect(JSON.parse(json.stdout)).toMatchObject({ complete: false });
    expect([json.code, json.stderr]).toEqual([
      1,
      expect.stringMatching(/^Something is missing, and --require-all was given:\n {2}- /),
    ]);
  });

  it("without the AWS provider still runs the artifact, and says last how to get it", async () => {
    const empty = folderWith({});
    const configuration = folderWith({
      "terraform.rc": `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(empty)}\n  }\n}\n`,
    });
    const result = await npm(demo, {
      ...process.env,
      TF_CLI_CONFIG_FILE: path.join(configuration, "terraform.rc"),
    });
    expect(result).toSucceed();
    const { stdout } = result;
    expect(stdout).toContain('"message":"Email processed"');
    expect(stdout).toMatch(/Skipped: the deployment [^\n]+\n {2}- Terraform cannot get the AWS provider/);
  });

  it("says which port is in use", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as AddressInfo;
    const { code, stderr } = await npm([...demo, "--port", String(port)]);
    server.close();
    expect(code).toBe(1);
    expect(stderr).toContain(`Port ${port} on 127.0.0.1 is in use`);
  });

  it("refuses an endpoint of AWS", async () => {
    const { code, stderr } = await npm(demo, {
      ...process.env,
      WORKMAIL_EMULATOR_ENDPOINT: "https://lambda.us-east-1.amazonaws.com",
    });
    expect(code).toBe(1);
    expect(stderr).toContain("lambda.us-east-1.amazonaws.com belongs to AWS");
  });

  it("interrupted in the middle, stops what it has started", async () => {
    const { env, leftovers } = withOwnTemporaryFolder();
    let endpoint = "";
    const { code, stderr } = await npm([process.execPath, "cli/workmail-lambda.js", "demo"], env, (child) => {
      let output = "";
      child.stdout!.on("data", (text: Buffer) => {
        output += text.toString();
        endpoint ||= /moto at (\S+)/.exec(output)?.[1] ?? "";
        if (/: apply/.test(output)) {
          child.kill("SIGINT");
        }
      });
    });
    expect(endpoint).not.toBe("");
    expect(code).toBe(130);
    expect(stderr).toContain("Interrupted: what the demo had started is gone.");
    expect(await answers(endpoint)).toBe(false);
    expect(leftovers()).toEqual([]);
  });
});
