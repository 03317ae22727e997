// First, and kept there by the formatter: it decides whether listr2 uses colors.
import "./plain-log";
import { Listr } from "listr2";
import { printable } from "../../modules/print";

/** A step whose progress is shown on the terminal. */
export interface Task {
  readonly title: string;
  readonly enabled?: () => boolean;
  /** Returns why it is skipped, if it is. */
  readonly skip?: () => string | false;
  readonly run: (shown: ShownTask) => void | Promise<void>;
}

/** The display of a step while it runs. */
export interface ShownTask {
  /** Replaces the title. */
  readonly title: (text: string) => void;
  /** Replaces the line below the title. */
  readonly progress: (text: string) => void;
  /** Marks it as skipped, and not as done. */
  readonly skip: (reason: string) => void;
}

/**
 * Runs steps one after the other, until one fails.
 *
 * @throws the error of the step that failed
 */
export async function runTasks(tasks: readonly Task[], { json = false }: { readonly json?: boolean }): Promise<void> {
  const shownTasks = tasks.map(({ title, run, ...conditions }) => ({
    ...conditions,
    title: printable(title),
    task: async (_: unknown, shown: { title?: string; output: string; skip: (reason: string) => void }) => {
      try {
        await run({
          title: (text) => (shown.title = printable(text)),
          progress: (text) => (shown.output = printable(text)),
          skip: (reason) => shown.skip(printable(reason)),
        });
      } catch (error) {
        const { message } = error as Error;
        // It is shown, too. The message of an AbortError cannot be set, and need not be.
        if (printable(message) !== message) {
          (error as Error).message = printable(message);
        }
        throw error;
      }
    },
  }));
  await new Listr(shownTasks, {
    renderer: json ? "silent" : "default",
    fallbackRenderer: "simple",
    // Its own would end this process before it has cleaned up.
    registerSignalListeners: false,
  }).run();
}
