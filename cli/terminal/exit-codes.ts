/** The exit codes of every command. */
export const EXIT = {
  done: 0,
  /** The command failed, and the message says why. */
  failed: 1,
  /** The command did its work, and its findings need attention. */
  attention: 2,
  interrupted: 130,
} as const;

/**
 * Returns the paragraph of a command's help about its exit codes.
 *
 * @param meanings what a code means for this command, where it is more than the usual
 */
export function exitCodesHelp(meanings: { readonly done?: string; readonly attention?: string } = {}): string {
  return [
    "Exit code:",
    `  ${EXIT.done}    ${meanings.done ?? "done"}`,
    `  ${EXIT.failed}    failed; the message says why`,
    ...(meanings.attention === undefined ? [] : [`  ${EXIT.attention}    ${meanings.attention}`]),
    `  ${EXIT.interrupted}  interrupted`,
  ].join("\n");
}
