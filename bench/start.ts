import { mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { version } from "../package.json";
import { CDKTF_CLI_VERSION, cdktfCli } from "../scripts/cdktf-cli";
import { copyProject } from "../scripts/project-copy";
import type { Bench, Group } from "./group";
import { runCommand } from "./measure/command";
import type { Figures } from "./measure/figures";
import { interleave } from "./measure/interleave";
import { peerEnvironment } from "./measure/peers";
import { barChart } from "./report/plots";
import { digits } from "./report/section";

/** The commands whose start a person waits for. */
const COMMANDS = [
  ["node", "Floor: `node -e 0`"],
  ["help", "**`workmail-lambda --help`**"],
  ["event", "**`workmail-lambda event`**"],
  ["instructions", "**`workmail-lambda instructions --outputs FILE`**"],
  ["cdktf", "`cdktf --help`"],
] as const;

const OURS = ["help", "event", "instructions"] as const;

export const start: Group = { measure, report };

async function measure({ quick, folder, figures, versions, log }: Bench): Promise<void> {
  versions["cdktf-cli"] = CDKTF_CLI_VERSION;
  const env = peerEnvironment();
  const program = await installProgram(folder, env);
  const outputs = path.join(folder, "outputs.json");
  writeFileSync(outputs, JSON.stringify({ outputs: OUTPUTS }));
  const commands: Readonly<Record<(typeof COMMANDS)[number][0], readonly [string, ...string[]]>> = {
    node: ["node", "-e", "0"],
    help: ["node", program, "--help"],
    event: ["node", program, "event"],
    instructions: ["node", program, "instructions", "--outputs", outputs],
    cdktf: [cdktfCli(), "--help"],
  };
  log("start of the program");
  await interleave(
    COMMANDS.map(([id]) => ({
      name: `start/${id}`,
      figures: { [`start/${id}`]: "ms" as const },
      run: async () => ({ [`start/${id}`]: (await runCommand(commands[id], { cwd: folder, env })).seconds * 1000 }),
    })),
    figures,
    { rounds: quick ? 2 : 20, warmUps: 1, log },
  );
}

/** Builds the npm package, and unpacks it: its path, and what it loads, are those that a user has. */
async function installProgram(folder: string, env: NodeJS.ProcessEnv): Promise<string> {
  const project = path.join(folder, "package-source");
  copyProject(project);
  await runCommand(["node", "--import", "tsx", "scripts/package.ts", `--pack-destination=${folder}`], {
    cwd: project,
    // The sources run on the Node.js of this project, and the program on that of the benchmark.
    env: { ...env, PATH: process.env.PATH },
  });
  const installed = path.join(folder, "installed");
  mkdirSync(installed);
  const tarball = `terraform-aws-workmail-lambda-${version}.tgz`;
  await runCommand(["tar", "-xzf", path.join(folder, tarball), "-C", installed], { cwd: folder, env });
  return path.join(installed, "package", "cli", "workmail-lambda.js");
}

const ARN = "arn:aws:lambda:eu-west-1:123456789012:function:mail";

/** The outputs of one Region, as `terraform output -json` prints their values. */
const OUTPUTS = {
  function_name: "mail",
  function_arn: ARN,
  region: "eu-west-1",
  principal: "workmail.eu-west-1.amazonaws.com",
  permission_statement_ids: ["AllowWorkMail"],
  organization_arns: [],
  role_arn: "arn:aws:iam::123456789012:role/mail",
  log_group_name: "/aws/lambda/mail",
  alarm_names: [],
  code_sha256: "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
  email_flow_rule_function_arn: ARN,
  email_flow_rule_console_urls: {},
  email_flow_rule_instructions: "Attach the function\n\n1. Sign in",
};

function report(figures: Figures) {
  return {
    title: "Start of the program",
    method:
      "Wall time of a whole command on Node.js 22, from the npm package as it is installed. Each command loads only what it needs: these three load no client of AWS.",
    tables: [
      {
        head: ["Command", "Time", "× `node -e 0`"],
        rows: COMMANDS.map(([id, label]) => [
          label,
          { figure: `start/${id}` },
          { figure: `start/${id}`, times: "start/node" },
        ]),
      },
    ],
    goals: OURS.map((id) => ({
      what: `Start of \`${id === "help" ? "--help" : id}\``,
      goal: "at most 150 ms",
      measured: figures.median(`start/${id}`),
      met: (milliseconds: number) => milliseconds <= 150,
      show: (milliseconds: number) => `${digits(milliseconds)} ms`,
    })),
    plots: [
      barChart(figures, {
        name: "start",
        title: "Start of the program, ms",
        bars: COMMANDS.map(([id, label]) => ({ id: `start/${id}`, label })),
        ours: "start/instructions",
      }),
    ],
  };
}
