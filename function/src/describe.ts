import { ERROR_CHARACTERS } from "./limits";
import { WorkMailEventError } from "./parse-event";
import { wordOf } from "./word";

/** Returns what the line says of a thrown value, whatever it is: its members may throw, too. */
export const describe = (thrown: unknown, full: boolean): string => {
  let text;
  try {
    text = full || thrown instanceof WorkMailEventError ? String(thrown) : wordOf((thrown as Error).name);
  } catch {
    // Then it has no name.
  }
  return text?.slice(0, ERROR_CHARACTERS) || "Error";
};
