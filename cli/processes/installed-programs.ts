import * as os from "node:os";
import * as path from "node:path";

/** The versions that the tests run with, and that the demo installs. */
export const TERRAFORM_VERSION = "1.11.4";
export const MOTO_VERSION = "5.2.1";

/** moto in the words of Python's installers, and of Docker. */
export const MOTO_REQUIREMENT = `moto[server]==${MOTO_VERSION}`;
export const MOTO_IMAGE = `motoserver/moto:${MOTO_VERSION}`;

/** Returns the path of the Terraform that the demo installs. */
export function installedTerraform(env: NodeJS.ProcessEnv, home?: string): string {
  return path.join(programsFolder(env, home), `terraform-${TERRAFORM_VERSION}`, "terraform");
}

/** Returns the folder of the moto that the demo installs, and the path of its program. */
export function installedMoto(env: NodeJS.ProcessEnv, home?: string) {
  const folder = path.join(programsFolder(env, home), `moto-${MOTO_VERSION}`);
  return { folder, program: path.join(folder, "bin", "moto_server") };
}

/**
 * Returns the user's folder for programs that can be installed again at any time.
 *
 * @see https://specifications.freedesktop.org/basedir-spec/latest/
 */
function programsFolder({ XDG_CACHE_HOME: cache = "" }: NodeJS.ProcessEnv, home = os.homedir()): string {
  // The specification: ignore a relative path.
  return path.join(path.isAbsolute(cache) ? cache : path.join(home, ".cache"), "terraform-aws-workmail-lambda");
}
