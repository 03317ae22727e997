import type { ChildProcess } from "node:child_process";
import * as path from "node:path";
import { type Emulator, startEmulator } from "../../cli/emulator/emulator";
import { sandboxEnvironment } from "../../cli/processes/sandbox-environment";
import { copyProject } from "../../scripts/project-copy";
import { folderWith } from "./folder";
import { type CommandResult, runCommand } from "./run-command";

/** A copy of the project whose commands reach an AWS emulator and nothing else. */
export class ProjectOnEmulator {
  readonly folder = path.join(folderWith({}), "project");
  #emulator?: Emulator;

  async start(): Promise<void> {
    copyProject(this.folder);
    this.#emulator = await startEmulator();
  }

  async stop(): Promise<void> {
    await this.#emulator?.stop();
  }

  get endpoint(): URL {
    return this.#emulator!.endpoint;
  }

  get env(): NodeJS.ProcessEnv {
    return sandboxEnvironment(this.endpoint);
  }

  /** Options for a client of the AWS SDK. */
  get client() {
    return {
      endpoint: this.endpoint.href,
      credentials: { accessKeyId: "emulator", secretAccessKey: "emulator" },
    };
  }

  /** Runs an npm script as a person does. */
  npm(
    script: string,
    args: readonly string[] = [],
    {
      env = {},
      onStart,
    }: { readonly env?: NodeJS.ProcessEnv; readonly onStart?: (child: ChildProcess) => unknown } = {},
  ): Promise<CommandResult> {
    return runCommand(["npm", "run", "--silent", script, "--", ...args], {
      cwd: this.folder,
      env: { ...this.env, ...env },
      onStart,
    });
  }
}

/** Sets up a project on an emulator for the tests of a file. */
export function projectOnEmulator(): ProjectOnEmulator {
  const project = new ProjectOnEmulator();
  beforeAll(() => project.start());
  afterAll(() => project.stop());
  return project;
}
