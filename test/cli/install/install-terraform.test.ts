import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import * as path from "node:path";
import { downloadFrom, readFrom } from "../../../cli/install/archive-source";
import { installTerraform } from "../../../cli/install/install-terraform";
import { HASHICORP_FINGERPRINT } from "../../../cli/install/release-signature";
import { TERRAFORM_VERSION } from "../../../cli/processes/installed-programs";
import { findTerraformProgram } from "../../../cli/terraform/binary";
import { folderWith } from "../../support/folder";
import {
  ARCHIVE,
  CHECKSUMS,
  releaseWith,
  SIGNATURE,
  signedRelease,
  type TestKey,
  testKey,
} from "../../support/terraform-release";

const PROGRAM = `#!/bin/sh\necho "Terraform v${TERRAFORM_VERSION}"\n`;

let key: TestKey;
let release: Record<string, Uint8Array>;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  key = await testKey();
  release = await releaseWith({ terraform: PROGRAM, "LICENSE.txt": "" }, key);
});

beforeEach(() => {
  env = { PATH: "", XDG_CACHE_HOME: folderWith({}) };
});

/** Everything in the user's cache folder. */
function installed(): string[] {
  return readdirSync(env.XDG_CACHE_HOME!, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(env.XDG_CACHE_HOME!, path.join(entry.parentPath, entry.name)));
}

const TERRAFORM = path.join("terraform-aws-workmail-lambda", `terraform-${TERRAFORM_VERSION}`, "terraform");

function install(files: Record<string, Uint8Array>) {
  return installTerraform({ env, key, source: readFrom(folderWith(files)) });
}

describe("installTerraform", () => {
  it("installs what is signed, where it is found from then on", async () => {
    await expect(findTerraformProgram({ env })).rejects.toThrow("Neither terraform nor tofu is on PATH.");

    const binary = await install(release);

    expect(binary).toBe(path.join(env.XDG_CACHE_HOME!, TERRAFORM));
    expect(installed()).toEqual([TERRAFORM]);
    expect(await findTerraformProgram({ env })).toEqual({ product: "Terraform", version: TERRAFORM_VERSION, binary });
  });

  it("can be done by two at once, and again", async () => {
    await Promise.all([install(release), install(release)]);
    await install(release);

    expect(installed()).toEqual([TERRAFORM]);
    expect(readFileSync(path.join(env.XDG_CACHE_HOME!, TERRAFORM), "utf8")).toBe(PROGRAM);
  });

  it.each<[string, () => Promise<Record<string, Uint8Array>> | Record<string, Uint8Array>, string]>([
    [
      "a changed archive",
      async () => ({ ...release, [ARCHIVE]: (await releaseWith({ terraform: "other" }, key))[ARCHIVE]! }),
      "it is incomplete or not the original.",
    ],
    [
      "a truncated archive",
      () => ({ ...release, [ARCHIVE]: release[ARCHIVE]!.subarray(0, -1) }),
      "it is incomplete or not the original.",
    ],
    [
      "changed checksums",
      () => ({ ...release, [CHECKSUMS]: Buffer.concat([release[CHECKSUMS]!, Buffer.from(" ")]) }),
      "Signed digest did not match",
    ],
    [
      "a signature by another key",
      async () => releaseWith({ terraform: PROGRAM }, await testKey()),
      "Could not find signing key with key ID",
    ],
    ["an empty signature", () => ({ ...release, [SIGNATURE]: new Uint8Array() }), "is not signed with the key"],
    ["something else as signature", () => ({ ...release, [SIGNATURE]: Buffer.from("signed") }), "is not signed"],
    ["no archive", () => ({ [CHECKSUMS]: release[CHECKSUMS]!, [SIGNATURE]: release[SIGNATURE]! }), "no such file"],
    ["an archive for other systems only", () => signedRelease(release[ARCHIVE]!, "", key), "does not list terraform_"],
    [
      "a path that leads out of the folder",
      () => releaseWith({ terraform: PROGRAM, "../terraform": "" }, key),
      "contains terraform, ../terraform. Expected: terraform, LICENSE.txt.",
    ],
    ["another folder", () => releaseWith({ "bin/terraform": PROGRAM }, key), "contains bin/terraform. Expected: "],
  ])("refuses %s, and installs nothing", async (_, files, message) => {
    const error = await install(await files()).catch((reason: unknown) => reason as Error);

    expect(error).toMatchObject({ name: "UserError", message: expect.stringContaining(message) as unknown });
    expect((error as Error).message).toContain("Nothing was installed.");
    expect(installed()).toEqual([]);
  });

  it("refuses what is not a zip archive, even if it is signed", async () => {
    const { createHash } = await import("node:crypto");
    const archive = Buffer.from("no archive");
    const sha256 = createHash("sha256").update(archive).digest("hex");

    await expect(install(await signedRelease(archive, `${sha256}  ${ARCHIVE}\n`, key))).rejects.toThrow(
      `${ARCHIVE} is not a zip archive (invalid zip data). Nothing was installed.`,
    );
  });

  it("trusts HashiCorp's key and no other one, if none is passed to it", async () => {
    await expect(installTerraform({ env, source: readFrom(folderWith(release)) })).rejects.toThrow(
      `${CHECKSUMS} is not signed with the key ${HASHICORP_FINGERPRINT} (Error verifying signed message: Could not find signing key`,
    );
    expect(installed()).toEqual([]);
  });

  it("refuses a key with another fingerprint than the published one", async () => {
    const source = readFrom(folderWith(release));

    await expect(
      installTerraform({ env, source, key: { ...key, fingerprint: HASHICORP_FINGERPRINT } }),
    ).rejects.toThrow(`(the key at hand has the fingerprint ${key.fingerprint})`);
  });
});

describe("installTerraform from a server", () => {
  let server: Server;
  let url: string;
  let asked: string[];
  let answer: (name: string, response: ServerResponse) => void;
  const variables = ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"].flatMap((name) => [name, name.toLowerCase()]);
  const before = variables.map((name) => [name, process.env[name]] as const);

  beforeEach(async () => {
    for (const name of variables) {
      delete process.env[name];
    }
    asked = [];
    answer = (name, response) => response.end(release[name]);
    server = createServer((request: IncomingMessage, response) => {
      asked.push(request.url!);
      const content = release[path.basename(request.url!)]!;
      response.setHeader("content-length", content.length);
      answer(path.basename(request.url!), response);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(async () => {
    for (const [name, value] of before) {
      if (value === undefined) {
        delete process.env[name];
      } else {
        process.env[name] = value;
      }
    }
    server.close();
    server.closeAllConnections();
    await once(server, "close");
  });

  it("downloads the three files, and shows how much has arrived", async () => {
    const progress: string[] = [];

    await installTerraform({ env, key, source: downloadFrom(url), onProgress: (text) => progress.push(text) });

    expect(asked).toEqual([`/${CHECKSUMS}`, `/${SIGNATURE}`, `/${ARCHIVE}`]);
    expect(progress).toEqual(["0.0 of 0.0 MB"]);
    expect(installed()).toEqual([TERRAFORM]);
  });

  it("asks the proxy that the environment names", async () => {
    process.env.HTTP_PROXY = url;

    await installTerraform({ env, key, source: downloadFrom("http://releases.example/terraform") });

    expect(asked).toContain(`http://releases.example/terraform/${ARCHIVE}`);
    expect(installed()).toEqual([TERRAFORM]);
  });

  it("does not ask for the archive if the signature is wrong", async () => {
    await expect(installTerraform({ env, source: downloadFrom(url) })).rejects.toThrow("is not signed with the key");

    expect(asked).toEqual([`/${CHECKSUMS}`, `/${SIGNATURE}`]);
  });

  it.each<[string, typeof answer, RegExp]>([
    ["an answer that ends early", (_, response) => response.write("PK", () => response.destroy()), /\(aborted\)/],
    ["an error of the server", (_, response) => response.writeHead(503).end(release[ARCHIVE]), /\(HTTP 503\)/],
  ])("reports %s, and installs nothing", async (_, answerArchive, reason) => {
    answer = (name, response) => (name === ARCHIVE ? answerArchive(name, response) : void response.end(release[name]));

    const error = await installTerraform({ env, key, source: downloadFrom(url) }).catch((reason: unknown) => reason);

    expect(error).toMatchObject({ name: "UserError", message: expect.stringMatching(reason) as unknown });
    expect((error as Error).message).toContain(`${url}/${ARCHIVE} cannot be downloaded`);
    expect(installed()).toEqual([]);
  });

  it("leaves nothing when it is interrupted, and can be repeated", async () => {
    const interruption = new AbortController();
    answer = (name, response) => {
      if (name === ARCHIVE) {
        response.write("PK", () => interruption.abort());
      } else {
        response.end(release[name]);
      }
    };
    const { signal } = interruption;

    const error = await installTerraform({ env, key, source: downloadFrom(url), signal }).catch((it: unknown) => it);
    expect(error).toBe(signal.reason);
    expect(installed()).toEqual([]);

    answer = (name, response) => response.end(release[name]);
    await installTerraform({ env, key, source: downloadFrom(url) });
    expect(installed()).toEqual([TERRAFORM]);
  });
});
