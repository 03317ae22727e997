import { readFileSync } from "node:fs";
import * as path from "node:path";
import { format, resolveConfig } from "prettier";
import { functionProps } from "./function-props";
import { MODULE_FOLDER, moduleFiles } from "./module-files";
import { withParts } from "./readme-parts";
import { refusalTests } from "./refusal-tests";
import { settingsJsonSchema } from "./settings-json-schema";

/** Returns the content of every generated file of the project, by its path. */
export async function generatedFiles(): Promise<Record<string, string | Uint8Array>> {
  return {
    "workmail.schema.json": settingsJsonSchema(),
    "README.md": await formatted("README.md", withParts(readFileSync("README.md", "utf8"))),
    "modules/constructs/function-props.ts": await formatted("modules/constructs/function-props.ts", functionProps()),
    ...inFolder(MODULE_FOLDER, {
      ...(await moduleFiles()),
      "tests/settings.tftest.hcl": refusalTests(),
    }),
  };
}

async function formatted(file: string, content: string): Promise<string> {
  return format(content, { ...(await resolveConfig(file)), filepath: file });
}

function inFolder<Content>(folder: string, files: Readonly<Record<string, Content>>): Record<string, Content> {
  return Object.fromEntries(Object.entries(files).map(([name, content]) => [path.join(folder, name), content]));
}
