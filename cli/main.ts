import { fail } from "../modules/user-error";
import { program } from "./program";

// The SDK's advice on Node.js versions is for who maintains this, not for who runs it.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

// A reader that has seen enough, such as head, is no fault: the command ends as ever.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") {
    throw error;
  }
});

program().parseAsync().catch(fail);
