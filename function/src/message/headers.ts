/** The header section of a message. Values are unfolded, and otherwise as they were sent. */
export class MessageHeaders {
  readonly #fields: readonly (readonly [name: string, value: string])[];

  /** @param text The header section, up to the first empty line. */
  constructor(text: string) {
    this.#fields = text
      .replace(/\r?\n(?=[ \t])/g, "")
      .split(/\r?\n/)
      .map((line) => line.split(/:([^]*)/))
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name!.trim().toLowerCase(), value!.trim()]);
  }

  /** Returns the first value of a header, regardless of the case of its name; undefined when there is none. */
  get(name: string): string | undefined {
    return this.getAll(name)[0];
  }

  /** Returns all values of a header, from the top: a server adds its own above those that it received. */
  getAll(name: string): readonly string[] {
    return this.#fields.filter(([other]) => other === name.toLowerCase()).map(([, value]) => value);
  }
}

/** No header section is longer, or what follows is none. */
const MOST_BYTES = 1024 * 1024;

/** Reads a stream up to the first empty line, and cancels the rest. */
export const readHeaders = async (stream: AsyncIterable<Uint8Array>): Promise<MessageHeaders> => {
  let bytes = Buffer.alloc(0);
  for await (const chunk of stream) {
    const from = Math.max(0, bytes.length - 3);
    bytes = Buffer.concat([bytes, chunk]);
    const end = /^\r?\n|\r?\n\r?\n/.exec(bytes.toString("latin1", from));
    if (end || bytes.length > MOST_BYTES) {
      // Leaving the loop cancels the stream.
      bytes = bytes.subarray(0, end ? from + end.index : MOST_BYTES);
      break;
    }
  }
  return new MessageHeaders(bytes.toString());
};
