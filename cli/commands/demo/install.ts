import { printNote } from "../../../modules/print";
import { UserError } from "../../../modules/user-error";
import { EmulatorMissing, ENDPOINT_VARIABLE, findMoto } from "../../emulator/moto";
import { readFrom, type ReadOptions } from "../../install/archive-source";
import { installMoto, motoInstaller } from "../../install/install-moto";
import { installTerraform } from "../../install/install-terraform";
import { installedMoto, installedTerraform, MOTO_VERSION, TERRAFORM_VERSION } from "../../processes/installed-programs";
import { isApproved } from "../../terminal/approval";
import { findTerraformProgram, TerraformMissing } from "../../terraform/binary";

/** A missing program that is to be installed. */
export interface Installation {
  /** Its name and version, for people. */
  readonly name: string;
  /** Where it comes from and goes to, for people. */
  readonly how: string;
  readonly install: (options: ReadOptions) => Promise<unknown>;
}

/** The options about what is missing. */
interface Choice {
  readonly install?: boolean;
  /** A folder with what is to be installed. */
  readonly archives?: string;
  readonly json?: boolean;
}

/**
 * Returns what is missing and is to be installed: all of it with --install or --archives, otherwise what the user
 * approves on the terminal.
 *
 * @throws UserError when no program of this machine could install it
 */
export async function chooseInstallations(
  { install = false, archives, json = false }: Choice,
  signal: AbortSignal,
): Promise<Installation[]> {
  const isChosen = install || archives !== undefined;
  // The question is on standard error, the answer on standard input.
  if (!isChosen && (json || !process.stdin.isTTY || !process.stderr.isTTY)) {
    return [];
  }
  const chosen: Installation[] = [];
  for (const find of [missingTerraform, missingMoto]) {
    const missing = await find(archives).catch((error: unknown) => {
      if (isChosen || !(error instanceof UserError)) {
        throw error;
      }
      printNote(error.message);
    });
    if (
      missing !== undefined &&
      (isChosen || (await isApproved(`${missing.name} is missing. Install it ${missing.how}?`, signal)))
    ) {
      chosen.push(missing);
    }
  }
  return chosen;
}

async function missingTerraform(archives: string | undefined): Promise<Installation | undefined> {
  const { env } = process;
  try {
    await findTerraformProgram({ env });
    return undefined;
  } catch (error) {
    if (!(error instanceof TerraformMissing)) {
      throw error;
    }
    if (!error.canBeInstalled) {
      return undefined;
    }
  }
  const source = archives === undefined ? undefined : readFrom(archives);
  return {
    name: `Terraform ${TERRAFORM_VERSION}`,
    how: `from ${archives ?? "releases.hashicorp.com"}, with HashiCorp's signature verified, as ${installedTerraform(env)}`,
    install: (options) => installTerraform({ env, source, ...options }),
  };
}

async function missingMoto(archives: string | undefined): Promise<Installation | undefined> {
  const { env } = process;
  if (env[ENDPOINT_VARIABLE]) {
    return undefined;
  }
  try {
    await findMoto(env);
    return undefined;
  } catch (error) {
    if (!(error instanceof EmulatorMissing)) {
      throw error;
    }
  }
  const { name, usesFolder } = await motoInstaller(env, archives);
  return {
    name: `moto ${MOTO_VERSION} (AWS emulator)`,
    how: `with ${name}${usesFolder ? `, in ${installedMoto(env).folder}` : ""}`,
    install: (options) => installMoto({ env, archives, ...options }),
  };
}
