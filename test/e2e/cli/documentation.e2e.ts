import * as path from "node:path";
import { copyProject } from "../../../scripts/project-copy";
import { folderWith } from "../../support/folder";
import { blocksOf, PAGES } from "../../support/markdown-pages";
import { runCommand } from "../../support/run-command";

/** The commands of the pages that need neither AWS nor a question are run as they are written. */

// They share two processors.
jest.setTimeout(300_000);

/** Commands that need only this machine: no deployed function, and no handler or message of the reader. */
const RUNNABLE =
  /^npx workmail-lambda (build|event|init --yes|invoke)\b(?!.*(--watch|--function|--synchronous|--message))/;

/** In a clone, npx finds the project's own program. */
const NPX = `npx() { shift; "${process.execPath}" cli/workmail-lambda.js "$@"; }`;

const LINES = PAGES.filter((page) => page !== "docs/guides/move-to-ses.md") // move-to-ses.e2e.ts follows it.
  .flatMap(blocksOf)
  .filter(({ info }) => info === "sh")
  .flatMap(({ code }) => code.split("\n"))
  .map((line) => line.replace(/ +#.*$/, ""))
  .filter((line) => RUNNABLE.test(line));

let project: string;

beforeAll(() => {
  project = path.join(folderWith({}), "project");
  copyProject(project);
});

it("there are such commands", () => {
  expect(LINES.length).toBeGreaterThan(8);
});

it.each([...new Set(LINES)])("%s succeeds", async (line) => {
  const result = await runCommand(["bash", "-o", "pipefail", "-c", `${NPX}\n${line}`], { cwd: project });
  expect(result).toSucceed();
});
