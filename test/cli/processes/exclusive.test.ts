import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { exclusively, Occupied } from "../../../cli/processes/exclusive";
import { bundled } from "../../support/bundled";
import { folderWith } from "../../support/folder";
import { turns } from "../../support/until";

/** Two runs that change the same states. */

const children: ChildProcess[] = [];

afterAll(() => children.forEach((child) => child.kill("SIGKILL")));

/** Starts a process that works on the folder until it is killed. */
async function startHolder(folder: string): Promise<ChildProcess> {
  const program = path.join(
    folderWith({
      "holder.cjs": `
const { exclusively } = require(${JSON.stringify(bundled("cli/processes/exclusive.ts"))});
void exclusively(process.argv[2], "npm run deploy", () => {
  console.log("working");
  return new Promise((resolve) => setTimeout(resolve, 60_000));
});
`,
    }),
    "holder.cjs",
  );
  const child = spawn(process.execPath, [program, folder], { stdio: ["ignore", "pipe", "inherit"] });
  children.push(child);
  await once(child.stdout, "data");
  return child;
}

it("refuses a second run with the name of the one that works, until that has ended", async () => {
  const folder = folderWith({});
  const holder = await startHolder(folder);
  const refused = await exclusively(folder, "npm run destroy", () => Promise.resolve("worked")).catch(
    (error: unknown) => error,
  );
  expect(refused).toBeInstanceOf(Occupied);
  expect((refused as Occupied).message).toMatch(
    new RegExp(
      `^"npm run deploy" \\(process ${holder.pid} on \\S+, since \\d{4}-\\S+\\) works on the same stacks\\. Next: wait until it has ended `,
    ),
  );
  holder.kill("SIGKILL");
  await once(holder, "close");
  const note = jest.spyOn(console, "error").mockReturnValue();
  expect(await exclusively(folder, "npm run destroy", () => Promise.resolve("worked"))).toBe("worked");
  note.mockRestore();
  expect(readdirSync(folder)).toEqual([]);
});

it("lets one of many work at a time", async () => {
  const folder = folderWith({});
  let working = 0;
  const most: number[] = [];
  const runs = Array.from({ length: 8 }, () =>
    exclusively(folder, "npm run deploy", async () => {
      working += 1;
      most.push(working);
      await turns(5);
      working -= 1;
    }).catch((error: unknown) => error),
  );
  const refused = (await Promise.all(runs)).filter((result) => result !== undefined);
  expect(most).toEqual(most.map(() => 1));
  expect(refused).toEqual(refused.map(() => expect.any(Occupied) as Occupied));
});

it("gives the work's error back, and lets the next one work", async () => {
  const folder = folderWith({});
  await expect(exclusively(folder, "npm run deploy", () => Promise.reject(new Error("failed")))).rejects.toThrow(
    "failed",
  );
  expect(await exclusively(folder, "npm run deploy", () => Promise.resolve("worked"))).toBe("worked");
});

it.each([
  ["of another machine", JSON.stringify({ host: "elsewhere", pid: 1, command: "npm run deploy", since: "then" })],
  ["that was cut short", "{"],
])("does not take over a claim %s, and says what to delete", async (_, claim) => {
  const folder = folderWith({});
  const file = path.join(folder, "1-0.json");
  writeFileSync(file, claim);
  await expect(exclusively(folder, "npm run deploy", () => Promise.resolve())).rejects.toThrow(
    `works on the same stacks. Next: wait until it has ended (if it ended without a trace, delete ${file}), then run the same command again`,
  );
});
