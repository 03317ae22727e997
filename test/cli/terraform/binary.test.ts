import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { installedTerraform } from "../../../cli/processes/installed-programs";
import { findTerraform, type Terraform, TerraformMissing } from "../../../cli/terraform/binary";

const HOW =
  "Install Terraform 1.5.7 or later (https://developer.hashicorp.com/terraform/install) or OpenTofu (https://opentofu.org), or name its program in TERRAFORM_BINARY_NAME.";

const DEMO = "To have Terraform 1.11.4 installed for you: npm run demo -- --install";

let root: string;
let bin: string;

beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), "terraform-test-"));
  bin = path.join(root, "bin");
  mkdirSync(bin);
});

afterEach(() => rmSync(root, { recursive: true }));

/** A stand-in for Terraform: a shell script. */
function program(name: string, script: string): string {
  const file = path.join(bin, name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

function find(env: NodeJS.ProcessEnv = {}): Promise<Terraform> {
  return findTerraform({
    env: { PATH: bin, ...env },
    home: root,
    workFolder: root,
    optionalSoftware: root,
  });
}

describe("findTerraform", () => {
  it("finds Terraform on PATH", async () => {
    const binary = program("terraform", 'echo "Terraform v1.11.4"');
    program("tofu", 'echo "OpenTofu v1.9.0"');

    expect(await find()).toMatchObject({
      product: "Terraform",
      version: "1.11.4",
      binary,
      providers: { kind: "default" },
    });
  });

  it("finds OpenTofu where there is no Terraform, with its own registry", async () => {
    const binary = program("tofu", 'echo "OpenTofu v1.9.0"');

    const terraform = await find();

    expect(terraform).toMatchObject({
      product: "OpenTofu",
      version: "1.9.0",
      binary,
    });
    expect(terraform.providers.description).toMatch(
      /^hashicorp\/aws comes from Terraform.s mirror folders or registry\.opentofu\.org, /,
    );
  });

  it("takes the program that TERRAFORM_BINARY_NAME names, by name or by path", async () => {
    program("terraform", 'echo "Terraform v1.11.4"');
    const binary = program("own", 'echo "Terraform v1.6.0"');

    expect(await find({ TERRAFORM_BINARY_NAME: "own" })).toMatchObject({
      version: "1.6.0",
    });
    expect(await find({ TERRAFORM_BINARY_NAME: binary })).toMatchObject({
      version: "1.6.0",
    });
  });

  it.each(["1.5.7", "1.5.10", "1.10.0", "2.0.0", "1.12.0-alpha20250101"])("takes version %s", async (version) => {
    program("terraform", `echo "Terraform v${version}"`);

    expect(await find()).toMatchObject({ version });
  });

  it.each(["1.5.6", "1.4.10", "0.15.0"])("refuses version %s", async (version) => {
    const binary = program("terraform", `echo "Terraform v${version}"`);

    await expect(find()).rejects.toThrow(new TerraformMissing(`${binary} is Terraform ${version}, which is too old.`));
  });

  it("says what to do when there is none", async () => {
    const error = await find().catch((reason: unknown) => reason);

    expect(error).toBeInstanceOf(TerraformMissing);
    expect((error as Error).message).toBe(`Neither terraform nor tofu is on PATH. ${HOW} ${DEMO}`);
  });

  it("says so when TERRAFORM_BINARY_NAME names none, even where there is Terraform", async () => {
    program("terraform", 'echo "Terraform v1.11.4"');

    await expect(find({ TERRAFORM_BINARY_NAME: "terrafrom" })).rejects.toThrow(
      `TERRAFORM_BINARY_NAME is "terrafrom", which is not a program on PATH. ${HOW}`,
    );
  });

  it.each([
    [
      "a file that may not be executed",
      "may not be executed",
      `Neither terraform nor tofu is on PATH. FILE may not be executed. ${HOW} ${DEMO}`,
    ],
    [
      "a script whose interpreter is gone",
      "#!/nowhere/sh\n",
      `FILE cannot be started: the interpreter that its first line names does not exist. ${HOW} ${DEMO}`,
    ],
  ])("says so when Terraform is %s", async (_, content, message) => {
    const file = path.join(bin, "terraform");
    writeFileSync(file, content);
    chmodSync(file, content.startsWith("#!") ? 0o755 : 0o644);

    await expect(find()).rejects.toThrow(new Error(message.replace("FILE", file)));
  });

  it("takes the Terraform that the demo has installed where the one on PATH cannot be used", async () => {
    program("terraform", 'echo "Terraform v1.4.0"');
    const installed = installedTerraform({}, root);
    mkdirSync(path.dirname(installed), { recursive: true });
    writeFileSync(installed, '#!/bin/sh\necho "Terraform v1.11.4"\n', { mode: 0o755 });

    expect(await find()).toMatchObject({ version: "1.11.4", binary: installed });
  });

  it("rejects a program that is not Terraform", async () => {
    const binary = program("terraform", "echo hello");

    await expect(find()).rejects.toThrow(
      `${binary} does not print its version ("${binary} version" printed "hello"). ${HOW}`,
    );
  });

  it("refuses a workspace, whose states no other command would find", async () => {
    program("terraform", 'echo "Terraform v1.11.4"');

    await expect(find({ TF_WORKSPACE: "dev" })).rejects.toThrow(
      'TF_WORKSPACE is "dev". The stacks have no workspaces: each environment has its own settings file (workmail.NAME.json), names, and states. Next: unset TF_WORKSPACE, and name the settings file in WORKMAIL_SETTINGS.',
    );
    await expect(find({ TF_WORKSPACE: "default" })).resolves.toMatchObject({ product: "Terraform" });
  });
});
