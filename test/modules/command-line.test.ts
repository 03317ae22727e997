import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { commandLine } from "../../modules/command-line";
import { scripts } from "../../package.json";
import { folderWith } from "../support/folder";

describe("a command", () => {
  const ofClone = { isClone: true, env: {} };

  it.each(Object.entries(scripts).flatMap(([name, script]) => (script.includes("workmail-lambda.js") ? [name] : [])))(
    "of a clone is the npm script %s",
    (name) => {
      expect(commandLine([name], ofClone)).toBe(`npm run ${name}`);
      expect(commandLine([name, "--json"], ofClone)).toBe(`npm run ${name} -- --json`);
    },
  );

  it("of a clone that has no npm script for it is run by npx", () => {
    expect(commandLine(["verify", "--json"], ofClone)).toBe("npx workmail-lambda verify --json");
  });

  it.each([
    ["workmail-lambda", {}],
    ["npx workmail-lambda", { npm_lifecycle_event: "npx" }],
  ])("of the npm package begins with %s in the environment %j", (program, env) => {
    expect(commandLine(["deploy", "--auto-approve"], { isClone: false, env })).toBe(`${program} deploy --auto-approve`);
  });

  it.each([
    ["deploy", "cdktf"],
    ["destroy", "cdktf"],
    ["deploy", "cdktn"],
    ["destroy", "cdktn"],
  ])("that is %s is one of the CLI of %s in an app of your own that has it", (name, program) => {
    const project = process.cwd();
    try {
      process.chdir(folderWith({ [`node_modules/${program}/package.json`]: "{}" }));
      expect(commandLine([name], { isClone: false, env: {}, isOwn: true })).toBe(`npx ${program} ${name}`);
    } finally {
      process.chdir(project);
    }
  });

  it("that reads is the same in an app of your own", () => {
    expect(commandLine(["verify"], { isClone: false, env: {}, isOwn: true })).toBe("workmail-lambda verify");
  });
});

describe("a message", () => {
  const files = ["cli", "modules"].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => path.join(folder, file)),
  );

  it.each(files.filter((file) => file !== path.join("modules", "command-line.ts")))(
    "in %s names no command in the form of only a clone or a package",
    (file) => {
      const code = readFileSync(file, "utf8").replace(/^ *(\/\*\*|\*|\/\/).*$/gm, "");
      expect(code.match(/.*(npm run|npx workmail-lambda).*/g)).toBeNull();
    },
  );
});
