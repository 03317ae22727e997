import type { ReadJson } from "./read-json";

/**
 * Reads JSON that another program wrote, as JSON.parse does. A person may have added comments, trailing commas, or a
 * byte order mark to it.
 */
export async function readForeignJson(text: string): Promise<ReadJson> {
  try {
    return { value: JSON.parse(text.replace(/^\uFEFF/, "")), errors: [] };
  } catch {
    // Loaded only here: most files need no parser that is not there already.
    const { readJson } = await import("./read-json");
    return readJson(text);
  }
}
