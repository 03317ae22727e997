import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import * as path from "node:path";
import { commandLine, IS_CLONE } from "../../modules/command-line";
import { UserError } from "../../modules/user-error";
import { findExecutable, findUnexecutable } from "../processes/find-executable";
import { installedMoto, MOTO_IMAGE, MOTO_REQUIREMENT, MOTO_VERSION } from "../processes/installed-programs";
import { runProgram } from "../processes/run-program";
import { withoutAws } from "../processes/sandbox-environment";

/** The environment variable that names a running emulator. */
export const ENDPOINT_VARIABLE = "WORKMAIL_EMULATOR_ENDPOINT";

/** The address that moto listens on. */
export const HOST = "127.0.0.1";

/** Python loads this at its start: corrections of moto. */
const PATCHES = path.join(__dirname, "moto");

/** A moto on this machine. */
export interface Moto {
  /** Its program or image, for people. */
  readonly name: string;
  readonly command: string;
  /** The environment of the command. */
  readonly env: NodeJS.ProcessEnv;
  /** The arguments to see that it works. */
  readonly help: readonly string[];
  /** Returns the arguments to serve on a port; 0 for a free one. */
  serve(port: number): Promise<readonly string[]> | readonly string[];
  /** The next step if it does not work. */
  readonly repair: string;
}

/** There is no emulator on this machine: the message says how to get one. */
export class EmulatorMissing extends UserError {
  override readonly name = "EmulatorMissing";

  constructor(unexecutable: string | undefined) {
    const why = unexecutable === undefined ? "" : ` (${unexecutable} may not be executed)`;
    const demo = IS_CLONE
      ? ` To have moto ${MOTO_VERSION} installed for you: ${commandLine(["demo", "--install"])}`
      : "";
    super(
      `There is no AWS emulator: moto_server is not on PATH${why}, and ${ENDPOINT_VARIABLE} is not set. Either install moto (pip install '${MOTO_REQUIREMENT}'), or start another one, for example LocalStack, and name its address (${ENDPOINT_VARIABLE}=http://127.0.0.1:4566).${demo}`,
    );
  }
}

/**
 * Finds moto on PATH; otherwise what the demo has installed: a program, or an image of Docker.
 *
 * @throws EmulatorMissing
 */
export async function findMoto(env: NodeJS.ProcessEnv): Promise<Moto> {
  const binary = findExecutable("moto_server", env);
  if (binary !== undefined) {
    return motoProgram(binary, env, `install moto again (pip install --force-reinstall '${MOTO_REQUIREMENT}')`);
  }
  const installed = installedMoto(env);
  if (findExecutable(installed.program, env) !== undefined) {
    const repair = `delete ${installed.folder}, then ${commandLine(["demo", "--install"])}`;
    return motoProgram(installed.program, env, repair);
  }
  const docker = findExecutable("docker", env);
  if (docker !== undefined && (await isImageHere(docker, env))) {
    return motoImage(docker, env);
  }
  throw new EmulatorMissing(findUnexecutable("moto_server", env));
}

function motoProgram(binary: string, env: NodeJS.ProcessEnv, repair: string): Moto {
  return {
    name: binary,
    command: binary,
    env: {
      ...motoEnvironment(env),
      PYTHONPATH: [PATCHES, env.PYTHONPATH].filter(Boolean).join(path.delimiter),
    },
    help: ["--help"],
    serve: (port) => ["-H", HOST, "-p", String(port)],
    repair,
  };
}

function motoEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return {
    // Without it, moto reserves any concurrency. AWS's default: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
    MOTO_LAMBDA_CONCURRENCY_QUOTA: "1000",
    ...withoutAws(env),
    // Nothing is left in this folder.
    PYTHONDONTWRITEBYTECODE: "1",
    PYTHONUNBUFFERED: "1",
  };
}

async function isImageHere(docker: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  const { code } = await runProgram(docker, ["image", "inspect", MOTO_IMAGE], { env });
  return code === 0;
}

function motoImage(docker: string, env: NodeJS.ProcessEnv): Moto {
  const ownEnv = motoEnvironment(env);
  const passedOn = Object.keys(ownEnv).filter((name) => /^(MOTO_|PYTHONDONT|PYTHONUNBUFFERED)/.test(name));
  const run = (...args: string[]) => [
    ...["run", "--rm", "--init", "--volume", `${PATCHES}:/patches:ro`, "--env", "PYTHONPATH=/patches"],
    ...passedOn.flatMap((name) => ["--env", name]),
    ...["--entrypoint", "moto_server"],
    ...args,
  ];
  return {
    name: `the image ${MOTO_IMAGE}`,
    command: docker,
    env: ownEnv,
    help: run(MOTO_IMAGE, "--help"),
    serve: async (port) => {
      // Docker, not moto, would choose another free one.
      const own = String(port || (await freePort()));
      return run("--publish", `${HOST}:${own}:${own}`, MOTO_IMAGE, "-H", "0.0.0.0", "-p", own);
    },
    repair: `docker pull ${MOTO_IMAGE}`,
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, HOST);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
