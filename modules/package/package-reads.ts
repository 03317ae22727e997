import { existsSync, readFileSync, statSync } from "node:fs";
import * as path from "node:path";
import { isOfPackage, SOURCE } from "./own-sources";
import { readsBeside } from "./reads-beside";

/** A bundle, and the zip that it is in. */
interface Bundled {
  readonly entry: string;
  readonly sources: readonly string[];
  /** The JavaScript: what packages have and nobody uses is not in it. */
  readonly code: string;
  readonly isThere: (name: string) => boolean;
}

/**
 * Returns a warning for each file that a bundled package has beside its source and names there, and that is not in the
 * zip. Not an error: many packages read such a file only for what a handler never does. Further sources and folders do
 * not count, because packages also name those without reading them.
 */
export function packageReads({ entry, sources, code, isThere }: Bundled): string[] {
  return sources
    .filter((file) => SOURCE.test(file) && isOfPackage(file))
    .flatMap((file) => readsBeside(readFileSync(file, "utf8")).map((read) => ({ file, ...read })))
    .filter(({ file, name }) => isData(path.join(path.dirname(file), name)))
    .filter(({ name }) => code.includes(path.posix.basename(name)) && !isThere(name))
    .map(({ file, line, name }) => {
      const found = path.posix.join(path.dirname(file), name);
      const next = name.startsWith("../")
        ? "build the zip with this file yourself, and name it in packagePath"
        : `copy ${found} to ${path.posix.join(path.posix.dirname(entry), name)}, and add "${name}" to the setting files`;
      return `${file}:${line}: names ${found}, which is not in the zip. If your handler needs it, ${next}`;
    });
}

function isData(file: string): boolean {
  return !SOURCE.test(file) && existsSync(file) && statSync(file).isFile();
}
