import * as path from "node:path";
import { DEFAULTS } from "../settings/function-settings";

/** Where the layers of a function are. */
const LAYERS = "/opt/";

/** The file and the export that Lambda looks for. */
export interface HandlerFile {
  /** Path in the zip, without the extension; undefined if the file is in a layer. */
  readonly module?: string;
  /** The module's export, in which the handler may be nested. */
  readonly export: string;
}

/**
 * Splits a handler string: `src/index.api.handler` is the export `api` of `src/index`.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html#nodejs-handler-naming
 */
export function parseHandler(handler: string): HandlerFile {
  const [file = "", name = ""] = path.posix.basename(handler).split(".");
  return {
    module: handler.startsWith(LAYERS)
      ? undefined
      : path.posix.normalize(path.posix.join(path.posix.dirname(handler), file)),
    export: name,
  };
}

/** Returns what the bundle has to export: the handler of a layer calls the handler of the bundle. */
export function bundledHandler(handler: string): Required<HandlerFile> {
  const { module, export: name } = parseHandler(handler);
  return module === undefined ? bundledHandler(DEFAULTS.handler) : { module, export: name };
}
