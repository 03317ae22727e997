import { Email } from "../email";

/** An email that waits for the answer: only then can its content be replaced. */
export class SynchronousEmail extends Email {
  /** That the rule runs the function synchronously. */
  readonly runSynchronously = true;
}
