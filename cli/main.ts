import { fail } from "../modules/user-error";
import { program } from "./program";
import { endWhenInterrupted } from "./terminal/interruption";

// The SDK's advice on Node.js versions is for who maintains this, not for who runs it.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

// Ignore EPIPE: the reader (head, for example) closed the pipe.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") {
    throw error;
  }
});

endWhenInterrupted();
program().parseAsync().catch(fail);
