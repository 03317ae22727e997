import type { WorkMailEvent } from "../event";
import { parseWorkMailEvent } from "../parse-event";
import type { WorkMailResponse } from "../response";
import type { SynchronousSource } from "./source";

/** Email that an email flow rule of Amazon WorkMail matched. */
export const workMail: SynchronousSource<"workmail", WorkMailEvent, WorkMailResponse> = {
  name: "workmail",
  parse: parseWorkMailEvent,
  emailEvent: (event) => event,
  respond: (answer) => answer,
  // WorkMail waits 15 seconds.
  longestMs: 14_500,
};
