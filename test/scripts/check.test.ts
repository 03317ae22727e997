import * as path from "node:path";
import { folderWith } from "../support/folder";
import { runCommand } from "../support/run-command";

it("fails when one script does, runs those after it and beside it, and prints what each printed", async () => {
  const scripts = { bad: "echo one && exit 3", next: "echo two", beside: "echo three" };
  const { code, stdout, stderr } = await runCommand(
    [process.execPath, path.resolve("scripts/check.mjs"), "bad,next", "beside"],
    { cwd: folderWith({ "package.json": JSON.stringify({ scripts }) }) },
  );
  expect({ code, stderr }).toEqual({ code: 1, stderr: "Failed: npm run bad\n" });
  expect(
    stdout
      .replace(/\d+\.\d s/g, "N s")
      .split("\n")
      .sort(),
  ).toEqual([
    "",
    "npm run bad: FAILED in N s",
    "npm run beside: passed in N s",
    "npm run next: passed in N s",
    "one",
    "three",
    "two",
  ]);
});
