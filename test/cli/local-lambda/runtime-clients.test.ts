import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { runtimeClient } from "../../../cli/local-lambda/runtime-clients";

let project: string;

beforeEach(() => {
  project = realpathSync(mkdtempSync(path.join(os.tmpdir(), "runtime-clients-test-")));
});

afterEach(() => rmSync(project, { recursive: true }));

/** Puts the official client's package there, its native part built or not. */
function install({ built }: { built: boolean }): string {
  const folder = path.join(project, "node_modules", "aws-lambda-ric");
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "package.json"), JSON.stringify({ main: "index.mjs" }));
  if (built) {
    writeFileSync(path.join(folder, "rapid-client.node"), "");
  }
  return folder;
}

it("is the built-in one where the official one is not installed", () => {
  expect(runtimeClient(undefined, project)).toEqual({
    client: "built-in",
    args: [path.resolve("cli/local-lambda/runtime-client.mjs")],
  });
});

it("is the official one where that is installed", () => {
  const folder = install({ built: true });

  expect(runtimeClient(undefined, project)).toEqual({
    client: "official",
    args: [path.resolve("cli/local-lambda/official-client.mjs"), path.join(folder, "index.mjs")],
  });
});

it("is the built-in one where the official one was not built", () => {
  install({ built: false });

  expect(runtimeClient(undefined, project).client).toBe("built-in");
});

it("is the built-in one when asked for", () => {
  install({ built: true });

  expect(runtimeClient("built-in", project).client).toBe("built-in");
});

it("says how to get the official one when that is asked for", () => {
  expect(() => runtimeClient("official", project)).toThrow(
    `The package aws-lambda-ric is not installed in ${project}, or its native part was not built. Install it (npm install aws-lambda-ric, which needs a C++ compiler and CMake), or use the built-in client.`,
  );
});
