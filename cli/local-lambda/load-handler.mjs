/** Finds the function that a handler string names, as Lambda's nodejs22.x runtime does. */
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { HandlerNotFound, ImportModuleError, MalformedHandlerName, UserCodeSyntaxError } from "./runtime-errors.mjs";

const require = createRequire(import.meta.url);

/**
 * @param taskRoot - the folder that holds the function's code
 * @param handler - FOLDER/MODULE.EXPORT, where the export may be nested: `index.handler`, `src/app.api.handler`
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html#nodejs-handler-naming
 */
export async function loadHandler(taskRoot, handler) {
  if (handler.includes("..")) {
    throw new MalformedHandlerName(
      `'${handler}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
    );
  }
  const [, moduleName, exportName] = /^([^.]*)\.(.*)$/.exec(path.basename(handler)) ?? [];
  if (exportName === undefined) {
    throw new MalformedHandlerName("Bad handler");
  }

  const folder = path.resolve(taskRoot, path.dirname(handler));
  const exported = exportName
    .split(".")
    .reduce((nested, key) => nested?.[key], await load(taskRoot, folder, moduleName));
  if (!exported) {
    throw new HandlerNotFound(`${handler} is undefined or not exported`);
  }
  if (typeof exported !== "function") {
    throw new HandlerNotFound(`${handler} is not a function`);
  }
  return exported;
}

async function load(taskRoot, folder, moduleName) {
  const file = path.join(folder, moduleName);
  try {
    if (existsSync(file)) {
      return require(file);
    }
    if (existsSync(`${file}.js`)) {
      return isModuleFolder(folder) ? await importFile(`${file}.js`) : require(`${file}.js`);
    }
    if (existsSync(`${file}.mjs`)) {
      return await importFile(`${file}.mjs`);
    }
    if (existsSync(`${file}.cjs`)) {
      return require(`${file}.cjs`);
    }
    return require(require.resolve(moduleName, { paths: [taskRoot, folder] }));
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw new UserCodeSyntaxError(String(error));
    }
    if (error.code === "MODULE_NOT_FOUND") {
      throw new ImportModuleError(String(error));
    }
    throw error;
  }
}

function importFile(file) {
  return import(pathToFileURL(file).href);
}

/** Whether the nearest package.json says that .js files are ES modules. */
function isModuleFolder(folder) {
  if (path.basename(folder) === "node_modules") {
    return false;
  }
  const file = path.join(folder, "package.json");
  if (existsSync(file)) {
    try {
      return JSON.parse(readFileSync(file, "utf8")).type === "module";
    } catch (error) {
      console.warn(`${file} cannot be read, it will be ignored for ES module detection purposes.`, error);
      return false;
    }
  }
  const parent = path.dirname(folder);
  return parent !== folder && isModuleFolder(parent);
}
