import { UserError } from "../user-error";

/**
 * An error in the handler's source or in the zip.
 *
 * @hideconstructor
 */
export class FunctionPackageError extends UserError {
  /** The name of the class. */
  override readonly name = "FunctionPackageError";
}
