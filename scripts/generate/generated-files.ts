import * as path from "node:path";
import { format, resolveConfig } from "prettier";
import { functionProps } from "./function-props";
import { MODULE_FOLDER, moduleFiles } from "./module-files";
import { generatedPages } from "./pages";
import { refusalTests } from "./refusal-tests";
import { settingsJsonSchema } from "./settings-json-schema";

/** Returns the content of every generated file of the project, by its path. */
export async function generatedFiles(): Promise<Record<string, string | Uint8Array>> {
  return {
    "workmail.schema.json": settingsJsonSchema(),
    ...(await formattedPages()),
    "modules/constructs/function-props.ts": await formatted("modules/constructs/function-props.ts", functionProps()),
    ...inFolder(MODULE_FOLDER, {
      ...(await moduleFiles()),
      "tests/settings.tftest.hcl": refusalTests(),
    }),
  };
}

async function formattedPages(): Promise<Record<string, string>> {
  const pages = Object.entries(generatedPages());
  return Object.fromEntries(
    await Promise.all(pages.map(async ([page, text]) => [page, await formatted(page, text)] as const)),
  );
}

async function formatted(file: string, content: string): Promise<string> {
  return format(content, { ...(await resolveConfig(file)), filepath: file });
}

function inFolder<Content>(folder: string, files: Readonly<Record<string, Content>>): Record<string, Content> {
  return Object.fromEntries(Object.entries(files).map(([name, content]) => [path.join(folder, name), content]));
}
