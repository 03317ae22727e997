import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import * as path from "node:path";
import { findMoto } from "../../../cli/emulator/moto";
import { installMoto } from "../../../cli/install/install-moto";
import { installedMoto } from "../../../cli/processes/installed-programs";
import { folderWith } from "../../support/folder";
import { until } from "../../support/until";

let bin: string;
let env: NodeJS.ProcessEnv;

beforeEach(() => {
  bin = folderWith({});
  for (const name of ["sh", "cat", "mkdir", "chmod", "cp", "sleep"]) {
    symlinkSync(path.join("/bin", name), path.join(bin, name));
  }
  env = { PATH: bin, XDG_CACHE_HOME: folderWith({}) };
});

/** Puts a stand-in for a program on PATH. It notes how it was called. */
function program(name: string, script: string): void {
  writeFileSync(path.join(bin, name), `#!/bin/sh\necho "${name} $*" >> ${bin}/calls\n${script}\n`);
  chmodSync(path.join(bin, name), 0o755);
}

function calls(): string[] {
  return readFileSync(path.join(bin, "calls"), "utf8").trimEnd().split("\n");
}

/** The part of a script that installs a moto_server into a folder. */
function installs(folder: string, moto = "exit 0"): string {
  return `mkdir -p "${folder}" && printf '#!/bin/sh\\n${moto}\\n' > "${folder}/moto_server" && chmod +x "${folder}/moto_server"`;
}

const UV = `if [ "$1" = tool ]; then ${installs("$UV_TOOL_BIN_DIR")}; fi`;
const PIPX = `if [ "$1" = install ]; then ${installs("$PIPX_BIN_DIR")}; fi`;
/** Puts a Python on PATH whose environments can install moto. */
function python(): void {
  program("python3", `if [ "$2" = venv ]; then mkdir -p "$3/bin" && cp ${bin}/venv-python "$3/bin/python"; fi`);
  program("venv-python", `echo "[$PIP_NO_INDEX $PIP_FIND_LINKS]" >> ${bin}/calls\n${installs("${0%/*}")}`);
}

/** The names in the user's folder of programs. */
function left(): string[] {
  const folder = path.dirname(installedMoto(env).folder);
  return existsSync(folder) ? readdirSync(folder) : [];
}

describe("installMoto", () => {
  it("takes uv first, and its program is found from then on", async () => {
    program("uv", UV);
    program("pipx", PIPX);
    await expect(findMoto(env)).rejects.toThrow("moto_server is not on PATH");

    await installMoto({ env });

    expect(calls()).toEqual(["uv --version", "uv tool install moto[server]==5.2.1"]);
    expect(await findMoto(env)).toMatchObject({ command: installedMoto(env).program });
  });

  it("takes pipx where uv does not work", async () => {
    program("uv", "exit 1");
    program("pipx", PIPX);

    await installMoto({ env });

    expect(calls()).toEqual(["uv --version", "pipx --version", "pipx install moto[server]==5.2.1"]);
    expect(await findMoto(env)).toMatchObject({ command: installedMoto(env).program });
  });

  it("takes an environment of Python where there is neither", async () => {
    python();

    await installMoto({ env });

    expect(calls()).toEqual([
      expect.stringMatching(/^python3 -c import ensurepip, sys, venv; .*\(3, 10\)\)$/),
      expect.stringMatching(/^python3 -m venv .*moto-5\.2\.1\.\w+$/),
      "venv-python -m pip install --disable-pip-version-check moto[server]==5.2.1",
      "[ ]",
    ]);
    expect(await findMoto(env)).toMatchObject({ command: installedMoto(env).program });
  });

  it("takes Docker last, and runs the image from then on, with the corrections of moto", async () => {
    program("python3", "exit 1");
    program("docker", `case "$1" in image) [ -e ${bin}/pulled ];; pull) mkdir ${bin}/pulled;; esac`);
    await expect(findMoto(env)).rejects.toThrow("moto_server is not on PATH");

    await installMoto({ env });

    expect(calls().slice(-2)).toEqual(["docker version", "docker pull motoserver/moto:5.2.1"]);
    const moto = await findMoto({ ...env, MOTO_ACCOUNT_ID: "111122223333" });
    expect(moto.command).toBe(path.join(bin, "docker"));
    expect((await moto.serve(5000)).join(" ")).toBe(
      `run --rm --init --volume ${path.resolve("cli/emulator/moto")}:/patches:ro --env PYTHONPATH=/patches --env MOTO_LAMBDA_CONCURRENCY_QUOTA --env MOTO_ACCOUNT_ID --env PYTHONDONTWRITEBYTECODE --env PYTHONUNBUFFERED --entrypoint moto_server --publish 127.0.0.1:5000:5000 motoserver/moto:5.2.1 -H 0.0.0.0 -p 5000`,
    );
    expect((await moto.serve(0)).join(" ")).toMatch(/ 127\.0\.0\.1:(\d{4,5}):\1 .* -p \1$/);
  });

  it.each<[string, () => void, (folder: string) => string]>([
    [
      "uv",
      () => program("uv", UV),
      (folder) => `uv tool install --no-index --find-links ${folder} moto[server]==5.2.1`,
    ],
    ["Python", python, (folder) => `[1 file://${folder}]`],
  ])("takes nothing but the wheels of a folder with %s", async (_, putOnPath, expected) => {
    const archives = folderWith({});
    putOnPath();

    await installMoto({ env, archives });

    expect(calls().slice(-1)).toEqual([expected(archives)]);
  });

  it("says what it could be installed with where there is nothing", async () => {
    await expect(installMoto({ env })).rejects.toThrow(
      "moto 5.2.1 cannot be installed: it takes uv, or pipx, or Python 3.10 or later and its venv, or Docker, and none of them works here. Next: install one, for example uv (https://docs.astral.sh/uv/getting-started/installation/)",
    );
  });

  it.each([
    [
      "the installer",
      'if [ "$1" = tool ]; then echo "No network" >&2; exit 2; fi',
      /exit code 2\..*last:\nNo network$/s,
    ],
    ["what it has installed", UV.replace("exit 0", "echo No module named flask >&2; exit 1"), /exit code 1\..*flask$/s],
  ])("leaves nothing when %s fails, and says why", async (_, script, message) => {
    program("uv", script);

    const error = await installMoto({ env }).catch((reason: unknown) => reason as Error);

    expect(error).toMatchObject({ name: "UserError", message: expect.stringMatching(message) as unknown });
    expect((error as Error).message).toContain("moto was not installed.");
    expect(left()).toEqual([]);
  });

  it("leaves nothing when it is interrupted, and can be repeated", async () => {
    program("uv", `if [ "$1" = tool ]; then ${installs("$UV_TOOL_BIN_DIR")}; sleep 60; fi`);
    const interruption = new AbortController();
    const installation = installMoto({ env, signal: interruption.signal }).catch((reason: unknown) => reason);
    await until(() => existsSync(path.join(bin, "calls")) && calls().length >= 2);
    interruption.abort();

    expect(await installation).toBe(interruption.signal.reason);
    expect(left()).toEqual([]);

    program("uv", UV);
    await installMoto({ env });
    expect(await findMoto(env)).toMatchObject({ command: installedMoto(env).program });
  });

  it("can be done by two at once, of whom one leaves nothing", async () => {
    program("uv", UV);

    await Promise.all([installMoto({ env }), installMoto({ env })]);

    expect(left()).toHaveLength(2);
    expect(await findMoto(env)).toMatchObject({ command: installedMoto(env).program });
  });

  it("replaces a link to a folder that was deleted, and removes what a killed process has left", async () => {
    program("uv", UV);
    const { folder } = installedMoto(env);
    mkdirSync(`${folder}.killed`, { recursive: true });
    const gone = { host: (await import("node:os")).hostname(), pid: 2 ** 30 };
    writeFileSync(`${folder}.killed/owner.json`, JSON.stringify({ ...gone, guard: gone }));
    symlinkSync("moto-5.2.1.gone", folder);

    await installMoto({ env });
    await installMoto({ env });

    expect(left()).toHaveLength(2);
    expect(await findMoto(env)).toMatchObject({ command: installedMoto(env).program });
    rmSync(path.dirname(folder), { recursive: true });
  });
});
