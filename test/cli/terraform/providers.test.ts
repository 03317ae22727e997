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
    description: "TF_CLI_ARGS_init says where providers come from: -plugin-dir=/plugins",
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
        description: `your Terraform CLI configuration ${file} says where providers come from`,
        environment: {},
        sharesCache: true,
      });
    },
  );

  it("does not count when it is no more than a login", () => {
    const login = path.join(home, ".terraform.d", "credentials.tfrc.json");
    mkdirSync(path.dirname(login));
    writeFileSync(login, "{}");

    expect(find().kind).toBe("registry");
  });

  it("is OpenTofu's own for OpenTofu alone", () => {
    writeFileSync(path.join(home, ".tofurc"), "");

    expect(find({}, "registry.opentofu.org").kind).toBe("configuration");
    expect(find().kind).toBe("registry");
  });

  it("that is named and missing does not count, and its name goes", () => {
    const source = find({ TF_CLI_CONFIG_FILE: path.join(home, "missing") });

    expect(source.kind).toBe("registry");
    expect(source.environment).toHaveProperty("TF_CLI_CONFIG_FILE", undefined);
  });
});

describe("a mirror", () => {
  it.each([
    ["Terraform's folder of the user", "home/.terraform.d/plugins"],
    ["the user's data folder", "home/.local/share/terraform/plugins"],
    ["a data folder of the system", "share/terraform/plugins"],
    ["a folder of optional software", "optional/anything"],
  ])("is found in %s", (_, name) => {
    const mirror = unpacked(path.join(root, name));

    const source = find();

    const configuration = path.join(workFolder, "terraform.tfrc");
    expect(source).toEqual({
      kind: "mirror",
      description: `hashicorp/aws 5.100.0 comes from the provider mirror ${mirror}`,
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

  it("may hold several versions", () => {
    const mirror = path.join(optionalSoftware, "plugins");
    ["5.100.0", "5.99.1", "6.2.0"].forEach((version) => unpacked(mirror, { version }));

    expect(find().description).toBe(`hashicorp/aws 5.99.1, 5.100.0, 6.2.0 comes from the provider mirror ${mirror}`);
  });

  it("of zips gets a cache, so that each is unpacked once", () => {
    const mirror = folder("optional", "plugins");
    const aws = path.join(mirror, REGISTRY, "hashicorp", "aws");
    mkdirSync(aws, { recursive: true });
    const zip = `terraform-provider-aws_5.100.0_${terraformPlatform()}.zip`;
    writeFileSync(path.join(aws, zip), "");
    const cache = path.join(workFolder, "plugin-cache");

    expect(find()).toMatchObject({
      kind: "mirror",
      description: `hashicorp/aws 5.100.0 comes from the provider mirror ${mirror}`,
      environment: {
        TF_PLUGIN_CACHE_DIR: cache,
        TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE: "true",
      },
      sharesCache: true,
    });
    expect(existsSync(cache)).toBe(true);
  });

  it.each([
    ["another machine", { platform: "plan9_mips" }],
    ["OpenTofu", { host: "registry.opentofu.org" }],
  ])("for %s does not count", (_, provider) => {
    unpacked(path.join(optionalSoftware, "plugins"), provider);

    expect(find().kind).toBe("registry");
  });

  it("for OpenTofu is found for OpenTofu", () => {
    unpacked(path.join(optionalSoftware, "plugins"), {
      host: "registry.opentofu.org",
    });

    expect(find({}, "registry.opentofu.org").kind).toBe("mirror");
  });
});

describe("the registry", () => {
  it("comes last, with a cache that the CDKTF CLI uses too", () => {
    const cache = path.join(home, ".terraform.d", "plugin-cache");

    expect(find()).toEqual({
      kind: "registry",
      description: `hashicorp/aws comes from registry.terraform.io and is kept in ${cache}`,
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
      description: `hashicorp/aws comes from registry.terraform.io and is kept in ${cache}`,
      environment: { TF_PLUGIN_CACHE_DIR: cache },
    });
    expect(existsSync(cache)).toBe(true);
  });
});
