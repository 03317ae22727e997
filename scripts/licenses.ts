import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { createFunctionPackage } from "../modules/package/function-package";
import { DEFAULTS } from "../modules/settings/function-settings";
import { fail } from "../modules/user-error";
import { artefactContents } from "./release/artifact-contents";

/** Lists whose code the artefacts are made of, and under which licences. */
async function licences() {
  const folder = await mkdtemp(path.join(tmpdir(), "workmail-licences-"));
  try {
    for (const entry of [DEFAULTS.entry, DEFAULTS.deduplicatingEntry]) {
      const { sources = {} } = await createFunctionPackage({ entry }, folder);
      console.log(`${entry}`);
      for (const component of artefactContents(sources)) {
        const { name, version, licence, bytes } = component;
        console.log(
          `  ${`${name} ${version}`.padEnd(52)} ${licence.padEnd(12)} ${String(bytes).padStart(7)} bytes`,
        );
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

licences().catch(fail);
