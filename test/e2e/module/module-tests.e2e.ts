import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { EmulatedTerraform } from "../../support/emulated-terraform";
import { moduleCopy } from "../../support/module-root";

const terraform = new EmulatedTerraform();
beforeAll(() => terraform.start());
afterAll(() => terraform.stop());

/** How many runs the test files in a folder have. */
function runsIn(folder: string): number {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".tftest.hcl"))
    .map((name) => readFileSync(path.join(folder, name), "utf8"))
    .reduce((sum, text) => sum + (text.match(/^run "/gm) ?? []).length, 0);
}

describe("the module's own tests", () => {
  it.each([
    ["with a mocked provider", "tests"],
    ["on the emulator", path.join("tests", "emulator")],
  ])("pass %s, every one", async (_, tests) => {
    const module = moduleCopy();
    const where = `-test-directory=${tests}`;
    await terraform.run(module, "init", where);
    const { stdout, stderr } = await terraform.run(module, "test", where);
    const runs = runsIn(path.join(module, tests));
    expect(runs).toBeGreaterThan(0);
    expect(stdout + stderr).toContain(`Success! ${runs} passed, 0 failed.`);
  });
});
