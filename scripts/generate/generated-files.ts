import * as path from "node:path";
import { formatted } from "./formatted";
import { functionProps } from "./function-props";
import { MODULE_FOLDER, moduleFiles } from "./module-files";
import { generatedPages } from "./pages";
import { refusalTests } from "./refusal-tests";
import { settingsJsonSchema } from "./settings-json-schema";

/** Returns the content of every generated file of the project, by its path. */
export async function generatedFiles(): Promise<Record<string, string | Uint8Array>> {
  return {
    "workmail.schema.json": settingsJsonSchema(),
    ...formatted({ ...generatedPages(), "modules/constructs/function-props.ts": functionProps() }),
    ...inFolder(MODULE_FOLDER, {
      ...(await moduleFiles()),
      "tests/settings.tftest.hcl": refusalTests(),
    }),
  };
}

function inFolder<Content>(folder: string, files: Readonly<Record<string, Content>>): Record<string, Content> {
  return Object.fromEntries(Object.entries(files).map(([name, content]) => [path.join(folder, name), content]));
}
