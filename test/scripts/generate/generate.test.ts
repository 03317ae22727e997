import { spawnSync } from "node:child_process";

describe("every generated file", () => {
  it("is what npm run generate writes", () => {
    // As a maintainer runs it.
    const { status, stdout, stderr } = spawnSync("node", ["--import", "tsx", "scripts/generate.ts", "--check"], {
      encoding: "utf8",
    });
    expect({ status, stdout, stderr }).toEqual({
      status: 0,
      stdout: "Everything generated is up to date.\n",
      stderr: "",
    });
  }, 120_000);
});
