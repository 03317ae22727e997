import { chmodSync } from "node:fs";
import * as path from "node:path";
import { folderWith } from "./folder";

/** A stand-in for Terraform: it prints the outputs that lie in the folder, once that is initialized. */
const PROGRAM = `#!/bin/sh
case $1 in
version) echo "Terraform v1.11.4" ;;
init) touch initialized ;;
output) [ -e initialized ] || { echo "Error: Backend initialization required" >&2; exit 1; }; cat outputs.json ;;
esac
`;

/**
 * A folder with cdktf.out, which holds stacks of these names, and a program
 * that prints their outputs as Terraform does.
 *
 * @param dependencies names of the stacks that another one waits for
 * @param files more files in the folder
 */
export function folderWithStacks(
  stacks: Readonly<Record<string, object>>,
  dependencies: Readonly<Record<string, readonly string[]>> = {},
  files: Readonly<Record<string, string>> = {},
): { readonly folder: string; readonly terraform: string } {
  const names = Object.keys(stacks);
  const told = Object.entries(stacks).map(([name, values]) => [
    `cdktf.out/stacks/${name}/outputs.json`,
    JSON.stringify(
      Object.fromEntries(Object.entries(values).map(([output, value]: [string, unknown]) => [output, { value }])),
    ),
  ]);
  const manifest = names.map((name) => [
    name,
    {
      name,
      dependencies: dependencies[name] ?? [],
      workingDirectory: `stacks/${name}`,
    },
  ]);
  const folder = folderWith({
    ...(Object.fromEntries(told) as Record<string, string>),
    "cdktf.out/manifest.json": JSON.stringify({
      stacks: Object.fromEntries(manifest) as object,
    }),
    terraform: PROGRAM,
    ...files,
  });
  const terraform = path.join(folder, "terraform");
  chmodSync(terraform, 0o755);
  return { folder, terraform };
}
