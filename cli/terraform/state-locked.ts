import { sameCommand, terraformCommandLine } from "../../modules/command-line";

/**
 * Returns what to do if another run holds the lock of the state.
 *
 * @param stderr what Terraform printed when it could not get the lock
 */
export function lockHints(stack: string, stderr: string): string[] {
  if (!/Error acquiring the state lock/.test(stderr)) {
    return [];
  }
  const [, id = "ID"] = /^\s*ID:\s+([\w-]+)$/m.exec(stderr) ?? [];
  return [
    `Another run, perhaps on another machine, is changing this state. Wait until it has ended, then ${sameCommand()}`,
    "If that run was killed and its lock stayed:",
    `  ${terraformCommandLine(stack, "force-unlock", id)}`,
  ];
}
