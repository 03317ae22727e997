/** The header section of a message. Values are unfolded, and otherwise as they were sent. */
export class MessageHeaders {
  readonly #fields: readonly (readonly [name: string, value: string])[];

  /** @param text The header section, up to the first empty line. */
  constructor(text: string) {
    this.#fields = Array.from(
      text.replace(/\r?\n(?=[ \t])/g, "").matchAll(/^([^:\n]*):([^\n]*)/gm),
      ([, name, value]) => [name!.trim().toLowerCase(), value!.trim()],
    );
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
const LONGEST = 1e6;

/** Reads a stream up to the first empty line, and cancels the rest. */
export const readHeaders = async (stream: AsyncIterable<Buffer>): Promise<MessageHeaders> => {
  let bytes = "";
  for await (const chunk of stream) {
    bytes += chunk.toString("latin1");
    const end = /^\r?\n|\r?\n\r?\n/.exec(bytes);
    if (end || bytes.length > LONGEST) {
      // Leaving the loop cancels the stream.
      bytes = bytes.slice(0, end?.index ?? LONGEST);
      break;
    }
  }
  return new MessageHeaders(Buffer.from(bytes, "latin1").toString());
};
