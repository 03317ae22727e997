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
function install({ built, version = "3.3.0" }: { built: boolean; version?: string }): string {
  const folder = path.join(project, "node_modules", "aws-lambda-ric");
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "package.json"), JSON.stringify({ main: "index.mjs", version }));
  if (built) {
    writeFileSync(path.join(folder, "rapid-client.node"), "");
  }
  return folder;
}

it("is the built-in one where the official one is not installed", () => {
  expect(runtimeClient(undefined, project, "nodejs22.x")).toEqual({
    client: "built-in",
    args: [path.resolve("cli/local-lambda/runtime-client.mjs")],
  });
});

it("is the official one where that is installed", () => {
  const folder = install({ built: true });

  expect(runtimeClient(undefined, project, "nodejs22.x")).toEqual({
    client: "official",
    args: [path.resolve("cli/local-lambda/official-client.mjs"), path.join(folder, "index.mjs")],
  });
});

it("is the built-in one where the official one was not built", () => {
  install({ built: false });

  expect(runtimeClient(undefined, project, "nodejs22.x").client).toBe("built-in");
});

it.each([
  ["4.0.0", "nodejs24.x", "official"],
  ["4.0.0", "nodejs22.x", "built-in"],
  ["3.3.0", "nodejs24.x", "built-in"],
  ["3.3.0", "nodejs22.x", "official"],
])("of version %s, for a function on %s, is the %s one", (version, runtime, client) => {
  install({ built: true, version });

  expect(runtimeClient(undefined, project, runtime).client).toBe(client);
});

it("is the built-in one when asked for", () => {
  install({ built: true });

  expect(runtimeClient("built-in", project, "nodejs22.x").client).toBe("built-in");
});

it("says how to get the official one when that is asked for", () => {
  expect(() => runtimeClient("official", project, "nodejs22.x")).toThrow(
    `The package aws-lambda-ric is not installed in ${project}, or its native part was not built. Install it (npm install aws-lambda-ric, which needs a C++ compiler and CMake), or use the built-in client.`,
  );
});
