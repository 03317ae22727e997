import type { WorkMailEvent } from "../event";
import { parseWorkMailEvent } from "../parse-event";
import type { Source } from "./source";

/** Email that an email flow rule of Amazon WorkMail matched. */
export const workMail: Source<"workmail", WorkMailEvent> = {
  name: "workmail",
  parse: parseWorkMailEvent,
  emailEvent: (event) => event,
};
