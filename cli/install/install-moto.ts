import * as path from "node:path";
import { pathToFileURL } from "node:url";
import { UserError } from "../../modules/user-error";
import { findExecutable, startReason } from "../processes/find-executable";
import { installedMoto, MOTO_IMAGE, MOTO_REQUIREMENT, MOTO_VERSION } from "../processes/installed-programs";
import { runProgram } from "../processes/run-program";
import type { ReadOptions } from "./archive-source";
import { installFolder } from "./install-folder";

/** How moto is installed. */
interface MotoInstallation extends ReadOptions {
  readonly env: NodeJS.ProcessEnv;
  /** A folder with wheels of moto and of what it needs. @default - the package index */
  readonly archives?: string;
}

/** A command, and what is added to its environment. */
interface Call {
  readonly args: readonly [string, ...string[]];
  readonly env?: NodeJS.ProcessEnv;
}

/** A program that can install moto. */
export interface MotoInstaller {
  /** The program, for people. */
  readonly name: string;
  /** The call that answers whether it works here. */
  readonly check: Call;
  /** Returns the calls that install moto so that the folder has bin/moto_server; without a folder, elsewhere. */
  readonly install: (folder: string, archives: string | undefined) => readonly Call[];
  /** Whether it installs into a folder, and can install from one. */
  readonly usesFolder: boolean;
}

/** The oldest Python that moto runs on. @see https://pypi.org/project/moto/5.2.1/ */
const OLDEST_PYTHON = "3.10";

const INSTALLERS: readonly MotoInstaller[] = [
  {
    name: "uv",
    usesFolder: true,
    check: { args: ["uv", "--version"] },
    // It gets a Python of its own where there is none.
    install: (folder, archives) => [
      {
        args: [
          "uv",
          "tool",
          "install",
          ...(archives ? ["--no-index", "--find-links", archives] : []),
          MOTO_REQUIREMENT,
        ],
        env: { UV_TOOL_DIR: path.join(folder, "tools"), UV_TOOL_BIN_DIR: path.join(folder, "bin") },
      },
    ],
  },
  {
    name: "pipx",
    usesFolder: true,
    check: { args: ["pipx", "--version"] },
    install: (folder, archives) => [
      {
        args: ["pipx", "install", MOTO_REQUIREMENT],
        env: {
          ...fromWheels(archives),
          PIPX_HOME: path.join(folder, "pipx"),
          PIPX_BIN_DIR: path.join(folder, "bin"),
          PIPX_MAN_DIR: path.join(folder, "man"),
        },
      },
    ],
  },
  {
    name: `Python ${OLDEST_PYTHON} or later and its venv`,
    usesFolder: true,
    check: {
      args: [
        "python3",
        "-c",
        `import ensurepip, sys, venv; sys.exit(sys.version_info < (${OLDEST_PYTHON.replace(".", ", ")}))`,
      ],
    },
    install: (folder, archives) => [
      { args: ["python3", "-m", "venv", folder] },
      {
        args: [
          path.join(folder, "bin", "python"),
          "-m",
          "pip",
          "install",
          "--disable-pip-version-check",
          MOTO_REQUIREMENT,
        ],
        env: fromWheels(archives),
      },
    ],
  },
  {
    name: "Docker",
    usesFolder: false,
    check: { args: ["docker", "version"] },
    install: () => [{ args: ["docker", "pull", MOTO_IMAGE] }],
  },
];

/** pip, also as pipx starts it, takes only wheels of the folder: as URL, since it separates several by spaces. */
function fromWheels(archives: string | undefined): NodeJS.ProcessEnv {
  return archives === undefined
    ? {}
    : { PIP_NO_INDEX: "1", PIP_FIND_LINKS: pathToFileURL(archives).href, PIP_EXTRA_INDEX_URL: "" };
}

/**
 * Returns the first program of this machine that can install moto.
 *
 * @throws UserError that lists them when there is none
 */
export async function motoInstaller(env: NodeJS.ProcessEnv, archives?: string): Promise<MotoInstaller> {
  const suitable = INSTALLERS.filter(({ usesFolder }) => usesFolder || archives === undefined);
  for (const installer of suitable) {
    if (await works(installer.check, env)) {
      return installer;
    }
  }
  const names = suitable.map(({ name }) => name).join(", or ");
  throw new UserError(
    `moto ${MOTO_VERSION} cannot be installed: it takes ${names}, and none of them works here. Next: install one, for example uv (https://docs.astral.sh/uv/getting-started/installation/)`,
  );
}

async function works({ args: [command, ...args] }: Call, env: NodeJS.ProcessEnv): Promise<boolean> {
  const binary = findExecutable(command, env);
  if (binary === undefined) {
    return false;
  }
  return runProgram(binary, args, { env }).then(
    ({ code }) => code === 0,
    () => false,
  );
}

/**
 * Installs moto with the first program that can.
 *
 * @throws UserError with what the program printed last when it fails; nothing is installed then
 */
export async function installMoto({ env, archives, signal, onProgress }: MotoInstallation): Promise<void> {
  const installer = await motoInstaller(env, archives);
  const runAll = async (folder: string) => {
    for (const call of installer.install(folder, archives && path.resolve(archives))) {
      await run(call, { env, signal, onProgress });
    }
  };
  if (!installer.usesFolder) {
    await runAll("");
    return;
  }
  const { folder: target, program } = installedMoto(env);
  await installFolder(target, path.relative(target, program), async (folder) => {
    await runAll(folder);
    await run({ args: [path.join(folder, path.relative(target, program)), "--help"] }, { env, signal });
  });
}

async function run(
  { args: [command, ...args], env: own }: Call,
  { env, signal, onProgress }: MotoInstallation,
): Promise<void> {
  const { code, stdout, stderr } = await runProgram(findExecutable(command, env) ?? command, args, {
    env: { ...env, ...own },
    signal,
    onLine: (line) => {
      // One line for each package is enough.
      if (/^(Collecting|Installing) /.test(line)) {
        onProgress?.(line);
      }
    },
  }).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw new UserError(`${command} cannot be started: ${startReason(error)}. moto was not installed.`);
  });
  signal?.throwIfAborted();
  if (code !== 0) {
    const last = `${stdout}\n${stderr}`.trim().split("\n").slice(-5).join("\n");
    throw new UserError(
      `"${[command, ...args].join(" ")}" ended with exit code ${code}. moto was not installed. The command printed last:\n${last}`,
    );
  }
}
