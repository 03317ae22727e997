import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { App } from "cdktf";
import { codeSha256Of } from "../../modules/package/code-sha256";
import { createFunctionPackage } from "../../modules/package/function-package";
import { SETTINGS } from "../../modules/settings/function-settings";
import type { Setting } from "../../modules/settings/setting";
import { type ModuleConfiguration, moduleConfiguration, moduleHcl } from "../../modules/terraform-module/module-hcl";
import { MODULE_PACKAGES, TerraformModule } from "../../modules/terraform-module/terraform-module";
import { MODULE_VARIABLES } from "../../modules/terraform-module/variables";
import { thirdPartyNotices } from "../release/third-party-notices";
import { codeBlock, fillSections, table } from "./markdown";

/** The module's folder in the project. */
export const MODULE_FOLDER = path.join("modules", "terraform");

/**
 * All generated files of the module, by name: configuration, zip, and the
 * README with its tables filled in.
 */
export async function moduleFiles(): Promise<Record<string, string | Uint8Array>> {
  const folder = mkdtempSync(path.join(tmpdir(), "workmail-module-"));
  try {
    const zips: Record<string, Buffer> = {};
    const notices: string[] = [];
    for (const [name, entry] of Object.entries(MODULE_PACKAGES)) {
      const built = await createFunctionPackage({ entry }, folder);
      zips[name] = readFileSync(built.path);
      notices.push(...thirdPartyNotices(name, built.sources ?? {}, [path.resolve("function")]));
    }
    const module = new TerraformModule(new App({ outdir: folder }), "module");
    const files = moduleHcl(module);
    const readme = readFileSync(path.join(MODULE_FOLDER, "README.md"), "utf8");
    return {
      ...files,
      ...zips,
      "THIRD-PARTY-LICENSES.txt": `${notices.join("\n\n")}\n`,
      "README.md": fillSections(readme, readmeSections(moduleConfiguration(module), zips)),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readmeSections(
  { output, resource }: ModuleConfiguration,
  zips: Record<string, Buffer>,
): Record<string, string> {
  const outputs = output as Record<string, { description: string }>;
  const resources = resource as Record<string, Record<string, Counted>>;
  return {
    "one-region": example("terraform-one-region/main.tf"),
    "all-regions": example("terraform-all-regions/main.tf"),
    "take-over": example("terraform-take-over/main.tf"),
    inputs: inputsTable(),
    outputs: table(
      ["Output", "Meaning"],
      Object.entries(outputs).map(([name, { description }]) => [`\`${name}\``, description]),
    ),
    resources: table(
      ["Resource", "How many"],
      Object.entries(resources).flatMap(([type, named]) =>
        Object.entries(named).map(([name, counted]) => [`\`${type}.${name}\``, howMany(counted)]),
      ),
    ),
    code: table(
      ["Zip", "Bytes", "CodeSha256"],
      Object.entries(zips).map(([name, zip]) => [`\`${name}\``, String(zip.length), `\`${codeSha256Of(zip)}\``]),
    ),
  };
}

interface Counted {
  readonly count?: string;
  readonly for_each?: string;
}

function howMany({ count, for_each }: Counted): string {
  if (for_each !== undefined) {
    return "1 for each organization, by its id";
  }
  return count === undefined ? "1" : "0 or 1";
}

/** Returns a table of the module's variables. */
export function inputsTable(): string {
  return table(
    ["Variable", "Type", "Default", "Allowed", "Meaning", "A change replaces"],
    MODULE_VARIABLES.map((variable) => [
      `\`${variable.name}\``,
      `\`${variable.type}\``,
      variable.default === null ? "–" : `\`${JSON.stringify(variable.default)}\``,
      [...new Set(variable.rules.map(({ allowed }) => allowed))].join("; "),
      variable.description,
      replacedBy(SETTINGS[variable.setting as keyof typeof SETTINGS]),
    ]),
  );
}

/** Returns what a change of a setting replaces or deletes. */
function replacedBy({ replaces = [], deletes = [] }: Setting): string {
  const names = (resources: readonly string[]) => resources.map((resource) => `\`${resource}\``).join(", ");
  return typeof replaces === "string"
    ? replaces
    : [names(replaces), deletes.length > 0 ? `deletes ${names(deletes)}` : ""].filter(Boolean).join("; ");
}

function example(file: string): string {
  return codeBlock("hcl", readFileSync(path.join("examples", file), "utf8"));
}
