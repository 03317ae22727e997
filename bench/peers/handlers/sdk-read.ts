import { contentOf, type Event, LET_THROUGH } from "./sdk-message";

/** Reads the content, and answers. */
export const handler = async (event: Event) => {
  const content = await contentOf(event);
  return content.length > 100_000_000 ? undefined : LET_THROUGH;
};
