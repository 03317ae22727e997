import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { readFrom } from "../../../cli/install/archive-source";
import { installTerraform } from "../../../cli/install/install-terraform";
import { findTerraform } from "../../../cli/terraform/binary";
import { folderWith } from "../../support/folder";
import { runCommand } from "../../support/run-command";
import { releaseWith, testKey } from "../../support/terraform-release";
import { withoutProgram } from "../../support/without-program";

/** The demo on a machine without Terraform. The release is this machine's Terraform, signed with a key of the test. */

function demo(...options: string[]): string[] {
  return [process.execPath, "cli/workmail-lambda.js", "demo", ...options];
}

const VARIABLES = ["HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy"];

/** The environment of a machine without Terraform, which leads to AWS's provider as this one does. */
async function freshMachine(): Promise<NodeJS.ProcessEnv> {
  const { providers } = await findTerraform({ env: process.env, workFolder: folderWith({}) });
  return { ...withoutProgram("terraform"), TERRAFORM_BINARY_NAME: undefined, ...providers.environment };
}

async function release() {
  const { binary } = await findTerraform({ env: process.env, workFolder: folderWith({}) });
  const key = await testKey();
  return { key, folder: folderWith(await releaseWith({ terraform: readFileSync(binary), "LICENSE.txt": "" }, key)) };
}

/** The names in the folder of what was installed. */
function installed({ XDG_CACHE_HOME: folder }: NodeJS.ProcessEnv): string[] {
  return readdirSync(folder!, { recursive: true }) as string[];
}

describe("the demo without Terraform", () => {
  it("runs with the one that was installed", async () => {
    const env = await freshMachine();
    const { folder, key } = await release();
    await installTerraform({ env, key, source: readFrom(folder) });

    const { code, stdout, stderr } = await runCommand(demo("--json", "--require-all"), { env });

    expect([code, stderr]).toEqual([0, ""]);
    expect(JSON.parse(stdout)).toMatchObject({ complete: true, missing: [] });
  });

  it("refuses an archive that HashiCorp has not signed", async () => {
    const env = await freshMachine();
    const { folder } = await release();

    const { code, stdout, stderr } = await runCommand(demo("--json", "--archives", folder), { env });

    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("SHA256SUMS is not signed with the key C874011F0AB405110D02105534365D9472D7468F");
    expect(stderr).not.toContain("    at ");
    expect(installed(env)).toEqual([]);
  });

  it("installs nothing if nobody can be asked, and names the next command", async () => {
    const env = await freshMachine();

    const { code, stdout } = await runCommand(demo(), { env });

    expect(code).toBe(0);
    expect(stdout).toContain("To have Terraform 1.11.4 installed for you: npm run demo -- --install");
    expect(installed(env)).toEqual([]);
  });

  it("interrupted while it downloads through a proxy, leaves nothing", async () => {
    const asked: string[] = [];
    const proxy = createServer().on("connect", ({ url }) => asked.push(url!));
    proxy.listen(0, "127.0.0.1");
    await once(proxy, "listening");
    const env = await freshMachine();
    for (const name of VARIABLES) {
      delete env[name];
    }
    env.HTTPS_PROXY = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;

    const { code, stderr } = await runCommand(demo("--install"), {
      env,
      onStart: (child) => proxy.on("connect", () => child.kill("SIGINT")),
    });
    proxy.closeAllConnections();
    proxy.close();

    expect(asked).toEqual(["releases.hashicorp.com:443"]);
    expect([code, stderr]).toEqual([
      130,
      "✖ Install Terraform 1.11.4 [FAILED: This operation was aborted]\nInterrupted: what the demo had started is gone.\n",
    ]);
    expect(installed(env)).toEqual([]);
  });
});
