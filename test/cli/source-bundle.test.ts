import { readdirSync, renameSync } from "node:fs";
import * as path from "node:path";
import { copyProject } from "../../scripts/project-copy";
import { folderWith } from "../support/folder";
import { runCommand } from "../support/run-command";

describe("the bundle of the program's sources", () => {
  it("reads the files beside it after its clone was moved", async () => {
    const folder = folderWith({});
    const [before, after] = ["before", "after"].map((name) => path.join(folder, name)) as [string, string];
    const event = (cwd: string) => runCommand([process.execPath, "cli/workmail-lambda.js", "event"], { cwd });
    const bundles = () => readdirSync(path.join(after, "dist", "program"));
    copyProject(before);
    const first = await event(before);
    renameSync(before, after);
    const bundled = bundles();
    expect(first).toSucceed();
    expect(await event(after)).toEqual(first);
    expect(bundles()).toEqual(bundled);
  });
});
