import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { findProviders, type ProviderSearch, terraformPlatform } from "../../../cli/terraform/providers";

const REGISTRY = "registry.terraform.io";

let root: string;
let home: string;
let workFolder: string;
let optionalSoftware: string;

beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), "providers-test-"));
  home = folder("home");
  workFolder = folder("work");
  optionalSoftware = folder("optional");
});

afterEach(() => rmSync(root, { recursive: true }));

function folder(...names: string[]): string {
  const made = path.join(root, ...names);
  mkdirSync(made, { recursive: true });
  return made;
}

function find(env: NodeJS.ProcessEnv = {}, registry: ProviderSearch["registry"] = REGISTRY) {
  return findProviders({
    env: { XDG_DATA_DIRS: path.join(root, "share"), ...env },
    home,
    workFolder,
    optionalSoftware,
    registry,
  });
}

/** Puts an unpacked provider into a mirror, as `terraform providers mirror` and unzip do. */
function unpacked(
  mirror: string,
  { version = "5.100.0", platform = terraformPlatform(), host = REGISTRY } = {},
): string {
  mkdirSync(path.join(mirror, host, "hashicorp", "aws", version, platform), {
    recursive: true,
  });
  return mirror;
}

it("prefers the plug-in folder of TF_CLI_ARGS_init, and changes nothing", () => {
  unpacked(path.join(optionalSoftware, "plugins"));
  writeFileSync(path.join(home, ".terraformrc"), "");

  expect(find({ TF_CLI_ARGS_init: "-upgrade -plugin-dir=/plugins" })).toEqual({
    kind: "plugin folder",
    description: "TF_CLI_ARGS_init names where providers come from: -plugin-dir=/plugins",
    environment: {},
    sharesCache: false,
  });
});

describe("a configuration of the user", () => {
  it.each([".terraformrc", ".terraform.d/own.tfrc", "elsewhere/named.tfrc"])(
    "in %s is taken, and nothing changed",
    (name) => {
      unpacked(path.join(optionalSoftware, "plugins"));
      const file = path.join(home, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, "");

      expect(find(name.startsWith(".") ? {} : { TF_CLI_CONFIG_FILE: file })).toEqual({
        kind: "configuration",
        description: `your Terraform CLI configuration ${file} names where providers come from`,
        environment: {},
        sharesCache: true,
      });
    },
  );

  it("does not count when it is only a login", () => {
    const login = path.join(home, ".terraform.d", "credentials.tfrc.json");
    mkdirSync(path.dirname(login));
    writeFileSync(login, "{}");

    expect(find().kind).toBe("default");
  });

  it("is OpenTofu's own for OpenTofu only", () => {
    writeFileSync(path.join(home, ".tofurc"), "");

    expect(find({}, "registry.opentofu.org").kind).toBe("configuration");
    expect(find().kind).toBe("default");
  });

  it("that is named and missing does not count", () => {
    expect(find({ TF_CLI_CONFIG_FILE: path.join(home, "missing") }).kind).toBe("default");
  });
});

describe("a mirror", () => {
  it("is found in a folder of optional software, which Terraform does not search", () => {
    const mirror = unpacked(path.join(optionalSoftware, "anything"));

    const source = find();

    const configuration = path.join(workFolder, "terraform.tfrc");
    expect(source).toEqual({
      kind: "mirror",
      description: `hashicorp/aws comes from the provider mirror ${mirror}`,
      environment: { TF_CLI_CONFIG_FILE: configuration },
      sharesCache: false,
    });
    expect(readFileSync(configuration, "utf8")).toBe(`provider_installation {
  filesystem_mirror {
    path    = "${mirror}"
    include = ["registry.terraform.io/hashicorp/aws"]
  }
  direct {
    exclude = ["registry.terraform.io/hashicorp/aws"]
  }
}
`);
  });

  it("may hold zips", () => {
    const aws = folder("optional", "plugins", REGISTRY, "hashicorp", "aws");
    writeFileSync(path.join(aws, `terraform-provider-aws_5.100.0_${terraformPlatform()}.zip`), "");

    expect(find().kind).toBe("mirror");
  });

  it.each(["home/.terraform.d/plugins", "home/.local/share/terraform/plugins"])(
    "does not count where the user has a mirror of their own in %s, which Terraform finds",
    (name) => {
      unpacked(path.join(optionalSoftware, "anything"));
      unpacked(path.join(root, name));

      expect(find().kind).toBe("default");
    },
  );

  it.each([
    ["another machine", { platform: "plan9_mips" }],
    ["OpenTofu", { host: "registry.opentofu.org" }],
  ])("for %s does not count", (_, provider) => {
    unpacked(path.join(optionalSoftware, "plugins"), provider);

    expect(find().kind).toBe("default");
  });

  it("for OpenTofu is found for OpenTofu", () => {
    unpacked(path.join(optionalSoftware, "plugins"), {
      host: "registry.opentofu.org",
    });

    expect(find({}, "registry.opentofu.org").kind).toBe("mirror");
  });
});

describe("Terraform's own search", () => {
  it("comes last, with a cache that the CDKTF CLI uses too", () => {
    const cache = path.join(home, ".terraform.d", "plugin-cache");

    expect(find()).toEqual({
      kind: "default",
      description: `hashicorp/aws comes from Terraform's mirror folders or registry.terraform.io, and is kept in ${cache}`,
      environment: {
        TF_PLUGIN_CACHE_DIR: cache,
        TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE: "true",
      },
      sharesCache: true,
    });
    expect(existsSync(cache)).toBe(true);
  });

  it("fills the user's own cache where there is one", () => {
    const cache = path.join(root, "cache");

    expect(find({ TF_PLUGIN_CACHE_DIR: cache })).toMatchObject({
      description: `hashicorp/aws comes from Terraform's mirror folders or registry.terraform.io, and is kept in ${cache}`,
      environment: { TF_PLUGIN_CACHE_DIR: cache },
    });
    expect(existsSync(cache)).toBe(true);
  });
});
