import { readFile } from "node:fs/promises";
import * as path from "node:path";
import { commandLine } from "../../modules/command-line";
import { fileReason, UserError } from "../../modules/user-error";
import { fetchThroughProxy } from "../aws/proxy";

/** How a file is read. */
export interface ReadOptions {
  readonly signal?: AbortSignal;
  /** Called with the part that has arrived, for people. */
  readonly onProgress?: (text: string) => void;
}

/** A place that has the files of a release. */
export interface ArchiveSource {
  /** Returns where a file is, for people. */
  locationOf(name: string): string;
  /** @throws UserError when it cannot be read */
  read(name: string, options?: ReadOptions): Promise<Uint8Array>;
}

/** Returns the source that downloads, through the proxy that the environment names. */
export function downloadFrom(url: string): ArchiveSource {
  const locationOf = (name: string) => `${url}/${name}`;
  return {
    locationOf,
    async read(name, { signal, onProgress } = {}) {
      const location = locationOf(name);
      const { status, body } = await fetchThroughProxy(location, { signal, onData: inTenths(onProgress) }).catch(
        (error: unknown) => {
          signal?.throwIfAborted();
          throw downloadError(location, (error as Error).message || (error as NodeJS.ErrnoException).code);
        },
      );
      if (status !== 200) {
        throw downloadError(location, `HTTP ${status}`);
      }
      return body;
    },
  };
}

function downloadError(location: string, reason = "no answer"): UserError {
  return new UserError(
    `${location} cannot be downloaded (${reason}). Nothing was installed. Next: name your proxy in HTTPS_PROXY, or put the file into a folder, then ${commandLine(["demo", "--archives", "FOLDER"])}`,
  );
}

/** Reports ten times in all, since each report is a line in a log. */
function inTenths(onProgress: ReadOptions["onProgress"]) {
  let reported = 0;
  return (received: number, total: number) => {
    const tenths = Math.floor((10 * received) / total);
    if (tenths > reported) {
      reported = tenths;
      onProgress?.(`${megabytes(received)} of ${megabytes(total)} MB`);
    }
  };
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(1);
}

/** Returns the source that reads from a folder. */
export function readFrom(folder: string): ArchiveSource {
  const locationOf = (name: string) => path.resolve(folder, name);
  return {
    locationOf,
    async read(name) {
      try {
        return await readFile(locationOf(name));
      } catch (error) {
        throw new UserError(`${locationOf(name)}: ${fileReason(error)}. Nothing was installed.`);
      }
    },
  };
}
