import { eventSchema } from "./event-schema";
import { resultOf, summaryOf } from "./summary";

/** zod and one line of JSON: validation without metrics. */
export const handler = async (input: unknown) => {
  const event = eventSchema.parse(input);
  console.log(JSON.stringify({ message: "Email processed", ...summaryOf(event) }));
  return resultOf(event);
};
