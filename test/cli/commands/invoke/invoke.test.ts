import type { ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { sampleEvent } from "../../../../cli/events/sample-events";
import { createFunctionPackage } from "../../../../modules/package/function-package";
import { REGIONS } from "../../../../modules/workmail";
import { copyProject } from "../../../../scripts/project-copy";
import { workmailLambda, workmailLambdaHere } from "../../../support/command";
import { folderWith } from "../../../support/folder";
import { runCommand } from "../../../support/run-command";
import { hasEnded } from "../../../support/running";
import { until } from "../../../support/until";

/** workmail-lambda invoke as a person runs it, in a copy of the project. */

const project = path.join(folderWith({}), "project");
copyProject(project);
// Beside main.ts, each handler would ask for a new bundle of the app.
const handlers = path.join(project, "handlers");
mkdirSync(handlers);

interface Report {
  artifact: string;
  client: string;
  results: {
    event: string;
    payload?: unknown;
    error?: { errorType: string };
    logs: string[];
    durationMs: number;
    initMs?: number;
    timedOut: boolean;
  }[];
}

async function invoke(...args: string[]) {
  const { code, stdout, stderr } = await workmailLambdaHere(project, ["invoke", ...args, "--json"]);
  return { code, stderr, report: JSON.parse(stdout || "{}") as Report };
}

/** Returns a folder whose app gives what that of the project gives for these settings: it is run once. */
async function synthesized(settings: string): Promise<string> {
  const outdir = folderWith({});
  const env = { ...process.env, WORKMAIL_SETTINGS: settings, CDKTF_OUTDIR: outdir };
  expect(await runCommand([process.execPath, "cli/synth.js"], { cwd: project, env })).toSucceed();
  return folderWith({ "cdktf.json": JSON.stringify({ app: `cp -R "${outdir}/." "$CDKTF_OUTDIR"` }) });
}

async function zipOf(source: string): Promise<string> {
  const folder = folderWith({ "handler.ts": source });
  const entry = path.join(folder, "handler.ts");
  return (await createFunctionPackage({ entry }, folder)).path;
}

describe("in a clone", () => {
  let result: Awaited<ReturnType<typeof invoke>>;

  beforeAll(async () => {
    result = await invoke("outbound-2018", "truncated");
  });

  it("runs the artifact that is built here, with the settings' environment, for each event", () => {
    expect(result).toSucceed();
    const { report } = result;
    expect(report.artifact).toMatch(/^The package that is built here, as it is to be deployed in eu-west-1$/);
    expect(report.results.map(({ event }) => event)).toEqual(["outbound-2018", "truncated"]);
    const [cold, warm] = report.results;
    expect(cold!.initMs).toBeGreaterThan(0);
    expect(warm!.initMs).toBeUndefined();
    expect(warm!.payload).toMatchObject({ recipients: 2, truncated: true });
    expect(warm!.logs.map((line) => JSON.parse(line) as object)).toMatchObject([
      { type: "platform.start" },
      { message: "Email processed", service: "workmail-email-events" },
      { type: "platform.report", record: { metrics: { memorySizeMB: 256 } } },
    ]);
    expect(report.results.map(({ logs }) => logs.join()).join()).not.toContain("@");
  });

  it("passes on what the build says when it succeeds", () => {
    expect([result.code, result.stderr]).toEqual([
      0,
      "No workmail.json: taking the example settings. To have your own: cp workmail.example.json workmail.json\n",
    ]);
  });
});

it("takes the settings of the Region, and variables on top", async () => {
  const { report } = await invoke(
    ...["inbound", "--region", "us-west-2"],
    ...["--env", "EMAIL_LOG_DETAIL=full", "--env", "OTHER=a=b"],
  );
  expect(report.artifact).toMatch(/us-west-2$/);
  expect(report.results[0]!.payload).toMatchObject({ region: "us-west-2" });
  expect(report.results[0]!.logs.join()).toContain("@");
});

it("runs a zip within its limits, and says in exit code and words that it failed", async () => {
  const zip = await zipOf(
    'export const handler = async (event: { ask: string }) => { if (event.ask === "wait") await new Promise((done) => setTimeout(done, 5000)); return process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE; };',
  );
  const events = folderWith({
    "wait.json": '{"ask":"wait"}',
    "go.json": '{"ask":"go"}',
  });
  const { code, report } = await invoke(
    ...[path.join(events, "go.json"), path.join(events, "wait.json")],
    ...["--zip", zip, "--memory", "512", "--timeout", "1"],
  );
  expect(code).toBe(2);
  expect(report.results[0]).toMatchObject({ payload: "512" });
  expect(report.results[1]).toMatchObject({
    timedOut: true,
    error: { errorType: "Sandbox.Timedout" },
  });
});

it("shows people the result, without colors", async () => {
  const { path: zip } = await createFunctionPackage({}, folderWith({}));
  const { code, stdout } = await workmailLambdaHere(project, ["invoke", "refused-ses", "--zip", zip]);
  expect(code).toBe(2);
  expect(stdout).toMatch(
    /\nrefused-ses: failed \(\d+\.\d ms, start \d+\.\d ms, .*request [0-9a-f-]{36}\)\n {2}\w+: Not a WorkMail event/,
  );
  expect(stdout).not.toContain("\u001B");
});

it("ends as ever when its reader has seen enough", async () => {
  const program = path.resolve("cli/workmail-lambda.js");
  const { path: zip } = await createFunctionPackage({}, folderWith({}));
  const { code, stdout, stderr } = await runCommand(
    [
      ...["bash", "-o", "pipefail", "-c"],
      `"${process.execPath}" "${program}" invoke outbound-2018 truncated on-behalf-of --zip "${zip}" | head -1`,
    ],
    { cwd: project },
  );
  expect([code, stdout.split("\n").length]).toEqual([0, 2]);
  expect(stderr).not.toContain("EPIPE");
});

it("names every event that it cannot read, and shows nothing of what is in it", async () => {
  const folder = folderWith({ "bad.json": '{"subject": secret@example.com}' });
  const { code, stderr } = await invoke(path.join(folder, "bad.json"), "outbound-2020");
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /bad\.json: is not valid JSON: line 1, column 13: expected JSON, with names and strings in double quotes/,
  );
  expect(stderr).toContain("outbound-2020: no such file, and no such sample event");
  expect(stderr).toContain("a sample event: duplicate-recipients, ");
  expect(stderr).not.toContain("secret");
});

it.each([
  [["--function", "mail"], "--function needs --region"],
  [["--memory", "64"], "Allowed: a whole number from 128 to 10240."],
  [["--region", "eu-central-2"], `Allowed: ${REGIONS.join(", ")}.`],
  [["--env", "1=2"], "Allowed: NAME=VALUE."],
  [["--zip", "a", "--function", "b"], "cannot be used with option"],
  [["--zip", "missing.zip"], "missing.zip: no such file. Allowed: a zip for Lambda."],
  [["inbound", "--outbound"], "name no events with them"],
  [["--endpoint", "https://lambda.amazonaws.com"], "belongs to AWS"],
])("refuses %j", async (args, text) => {
  const { code, stderr } = await invoke(...args);
  expect(code).toBe(1);
  expect(stderr).toContain(text);
});

it("takes an event with comments and a byte order mark", async () => {
  const event = `\uFEFF{ // as WorkMail sends it\n${sampleEvent("outbound-2019")!.slice(1)}`;
  const zip = await zipOf("export const handler = async (event: { summaryVersion: string }) => event.summaryVersion;");
  const { report } = await invoke(path.join(folderWith({ "event.json": event }), "event.json"), "--zip", zip);
  expect(report.results).toMatchObject([{ payload: "2019-07-28" }]);
});

it("says what the build says when it fails", async () => {
  const { code, stderr } = await workmailLambdaHere(project, ["invoke", "outbound-2019"], {
    env: { ...process.env, WORKMAIL_SETTINGS: "missing.json" },
  });
  expect(code).toBe(1);
  expect(stderr).toMatch(/^"node cli\/synth\.js" failed, with exit code 1:\n/);
  expect(stderr).toContain("missing.json: 1 error");
});

it("makes an event in the direction of the Region's rules, and asks where they are of both", async () => {
  const settings = path.join(project, "directions.json");
  writeFileSync(path.join(handlers, "direction.ts"), "export const handler = async (event: object) => event;");
  writeFileSync(
    settings,
    JSON.stringify({
      entry: "handlers/direction.ts",
      regions: {
        "eu-west-1": { allowAnyOrganization: true, emailFlowRules: { In: { direction: "INBOUND" } } },
        "us-west-2": { allowAnyOrganization: true, emailFlowRules: { In: { direction: "INBOUND" }, Out: {} } },
      },
    }),
  );
  const folder = await synthesized(settings);
  const run = (...args: string[]) =>
    workmailLambdaHere(folder, ["invoke", "--json", ...args], {
      env: { ...process.env, WORKMAIL_SETTINGS: settings },
    });
  const message = path.join(__dirname, "../../../../function/messages/plain.eml");
  const inEurope = ["--region", "eu-west-1"];
  for (const args of [inEurope, [...inEurope, "--message", message], ["--inbound"]]) {
    const { stdout, stderr } = await run(...args);
    expect([stderr, JSON.parse(stdout || "{}")]).toMatchObject([
      "",
      { results: [{ payload: { flowDirection: "INBOUND" } }] },
    ]);
  }
  expect(await run()).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(
      /directions\.json: the email flow rules are for inbound and outbound email\. Add --inbound or --outbound\.\n$/,
    ) as string,
  });
});

it("takes the sample event of what calls the function in Amazon SES, where WorkMail does not", async () => {
  const settings = path.join(project, "without-workmail.json");
  writeFileSync(path.join(handlers, "echo.ts"), "export const handler = async (event: object) => event;");
  const regions = {
    "us-east-1": { workMail: false, sesReceiptRule: { ruleSetName: "own" } },
    "eu-west-1": { workMail: false, sesSendingEvents: { configurationSetName: "own" } },
  };
  writeFileSync(settings, JSON.stringify({ entry: "handlers/echo.ts", regions }));
  const env = { ...process.env, WORKMAIL_SETTINGS: settings };
  const folder = await synthesized(settings);
  const eventsIn = async (...args: string[]) => {
    const { stdout } = await workmailLambdaHere(folder, ["invoke", "--json", ...args], { env });
    return (JSON.parse(stdout) as Report).results.map(({ event }) => event);
  };

  expect(await eventsIn()).toEqual(["ses-receipt"]);
  expect(await eventsIn("--region", "eu-west-1")).toEqual(["ses-sending"]);
  expect(await eventsIn("--source", "workmail")).toEqual(["outbound-2019"]);
});

it.each(["invoke", "verify"])(
  "%s, interrupted while it builds, leaves no process and says nothing",
  async (command) => {
    const folder = folderWith({
      "cdktf.json": JSON.stringify({
        app: "sleep 20 & echo $! > unfinished && mv unfinished pid && wait",
      }),
    });
    const file = path.join(folder, "pid");
    const result = await workmailLambda(folder, [command], {
      onStart: async (child) => {
        await until(() => existsSync(file));
        child.kill("SIGINT");
      },
    });
    expect(result).toEqual({ code: 130, stdout: "", stderr: "" });
    expect(await hasEnded(Number(readFileSync(file, "utf8")))).toBe(true);
  },
);

/** Waits for a string in what a process prints, then acts, once. */
function when(child: ChildProcess, text: RegExp, act: () => void): void {
  let printed = "";
  let done = false;
  const look = (chunk: Buffer) => {
    printed += chunk.toString();
    if (done || !text.test(printed)) {
      return;
    }
    done = true;
    act();
  };
  child.stdout!.on("data", look);
  child.stderr!.on("data", look);
}

it("interrupted, leaves no process and no file", async () => {
  const temporary = folderWith({});
  const begun = path.join(temporary, "begun");
  const zip = await zipOf(
    `import { writeFileSync } from "node:fs"; export const handler = async () => { writeFileSync(${JSON.stringify(begun)}, ""); await new Promise((done) => setTimeout(done, 60_000)); };`,
  );
  const { code } = await workmailLambda(project, ["invoke", "--zip", zip, "--timeout", "60"], {
    env: { ...process.env, TMPDIR: temporary },
    onStart: async (child) => {
      await until(() => existsSync(begun));
      child.kill("SIGINT");
    },
  });
  expect(code).toBe(130);
  expect(readdirSync(temporary).filter((it) => it.startsWith("local-lambda"))).toEqual([]);
});

it("watches: runs again when the handler or the event has changed, goes on after an error, ends at Ctrl-C", async () => {
  const entry = path.join(handlers, "watched.ts");
  const settings = path.join(project, "watched.json");
  const event = path.join(project, "watched-event.json");
  const handler = (text: string) => {
    writeFileSync(entry, `export const handler = async (event: { name: string }) => "${text} " + event.name;`);
  };
  handler("first");
  writeFileSync(event, '{"name":"one"}');
  writeFileSync(
    settings,
    JSON.stringify({
      entry: "handlers/watched.ts",
      regions: { "eu-west-1": { allowAnyOrganization: true } },
    }),
  );
  const { code, stdout, stderr } = await workmailLambda(project, ["invoke", event, "--watch"], {
    env: { ...process.env, WORKMAIL_SETTINGS: settings },
    onStart: (child) => {
      when(child, /"first one"[^]*Waiting for a change/, () => writeFileSync(entry, "export const handler = ("));
      when(child, /Unexpected end of file[^]*Waiting for a change/, () => handler("second"));
      when(child, /"second one"[^]*Waiting for a change/, () => writeFileSync(event, '{"name":"two"}'));
      when(child, /"second two"/, () => child.kill("SIGINT"));
    },
  });
  expect(stdout).toMatch(/returned "first one"[^]*returned "second one"[^]*returned "second two"/);
  expect(stderr).toContain("watched.ts has changed.");
  expect(code).toBe(130);
});

describe("a synchronous rule", () => {
  const EDIT = `
    import { messageOf } from "terraform-aws-workmail-lambda/function/message";
    import { editMessage } from "terraform-aws-workmail-lambda/function/mime";
    import { answers, createSynchronousHandler } from "terraform-aws-workmail-lambda/function/synchronous";
    export const handler = createSynchronousHandler(async (email, { signal }) => {
      const message = messageOf(email, { signal });
      const { content } = editMessage(await message.getRawMessageContent(), { subject: (old) => "[External] " + old });
      const replaced = content && (await message.putRawMessageContent(content));
      return replaced === "frozen" ? answers.drop() : answers.letThrough();
    });`;
  const sample = (name: string) => path.join(__dirname, "../../../../function/messages", `${name}.eml`);
  let zip: string;

  beforeAll(async () => {
    const entry = path.join(handlers, "edit.ts");
    writeFileSync(entry, EDIT);
    zip = (await createFunctionPackage({ entry }, path.join(project, "edit-package"))).path;
  });

  it("gets the content that the handler has put", async () => {
    const out = path.join(folderWith({}), "changed.eml");
    const result = await invoke(...["--zip", zip, "--synchronous", "--message", sample("plain"), "--out", out]);
    expect(result).toSucceed();
    const { report } = result;
    expect(report.results[0]).toMatchObject({
      payload: { actions: [{ action: { type: "DEFAULT" }, allRecipients: true }] },
      answer: { errors: [] },
    });
    const changed = readFileSync(sample("plain"), "utf8").replace("Subject: ", "Subject: [External] ");
    expect(readFileSync(out, "utf8")).toBe(changed);
    expect(report).toMatchObject({ replacedBytes: Buffer.byteLength(changed) });
  });

  it.each([
    ["frozen", 0, { payload: { actions: [{ action: { type: "DROP" } }] } }],
    ["rejected", 2, { error: { errorType: "MessageError" } }],
    ["missing", 2, { error: { errorType: "MessageError" } }],
  ])("meets the error %s", async (error, exitCode, result) => {
    const { code, report } = await invoke(...["--zip", zip, "--message", sample("plain"), "--message-fault", error]);
    expect(code).toBe(exitCode);
    expect(report.results[0]).toMatchObject(result);
    expect(report).toMatchObject({ replacedBytes: null });
  });

  it("reports a wrong answer, as a failure", async () => {
    const wrong = await zipOf("export const handler = async () => ({});");
    const { code, report } = await invoke("outbound-2019", "--synchronous", "--zip", wrong);
    expect(code).toBe(2);
    expect(report.results[0]).toMatchObject({
      answer: { errors: ["$.actions: expected 1 to 10 actions, found undefined"] },
    });
  });
});

it("rejects --out without a message", async () => {
  const { code, stderr } = await invoke("--out", "changed.eml");
  expect(code).toBe(1);
  expect(stderr).toBe("--out and --message-fault need --message: the file with the message.\n");
});
