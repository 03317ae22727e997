/** One header field, and where it is in the message. */
export interface Field {
  /** In lower case; empty for a line that is not a field. */
  readonly name: string;
  /** Unfolded, and otherwise as it was sent. */
  readonly value: string;
  readonly start: number;
  /** After its line break. */
  readonly end: number;
}

/** One part of a message, or the message itself: where it is, without a copy of it. */
export interface Part {
  readonly fields: readonly Field[];
  /** After the last header field. */
  readonly fieldsEnd: number;
  /** After the empty line. */
  readonly bodyStart: number;
  readonly bodyEnd: number;
  /** The media type in lower case, `text/plain` by default. */
  readonly type: string;
  /** The parameters of the media type; their names are in lower case. */
  readonly parameters: ReadonlyMap<string, string>;
  /** The parts of a multipart, none otherwise. */
  readonly children: readonly Part[];
}

/** The byte that ends a line, with or without a carriage return before it. */
export const LINE_FEED = 10;

/** Multiparts within multiparts: what is deeper is not looked into. */
const DEEPEST = 10;

/** Parts of one multipart: what comes after them is not looked into. */
const MOST_PARTS = 1000;

/** Finds the parts of a message. Anything is a message: at worst it is one part without fields. */
export const partsOf = (message: Buffer, start = 0, end = message.length, depth = 0): Part => {
  const { fields, fieldsEnd, bodyStart } = fieldsOf(message, start, end);
  const { type, parameters } = parseMediaType(valueOf(fields, "content-type") ?? "");
  const boundary = type.startsWith("multipart/") && depth < DEEPEST ? parameters.get("boundary") : undefined;
  return {
    fields,
    fieldsEnd,
    bodyStart,
    bodyEnd: end,
    type,
    parameters,
    children: boundary
      ? rangesOf(message, bodyStart, end, boundary).map(([from, to]) => partsOf(message, from, to, depth + 1))
      : [],
  };
};

/** Returns the value of the first field with a name. */
export const valueOf = (fields: readonly Field[], name: string): string | undefined =>
  fields.find((field) => field.name === name)?.value;

const fieldsOf = (message: Buffer, start: number, end: number) => {
  const fields: Field[] = [];
  let position = start;
  while (position < end) {
    let next = endOfLine(message, position, end);
    if (/^\r?\n?$/.test(message.toString("latin1", position, Math.min(next, position + 2)))) {
      return { fields, fieldsEnd: position, bodyStart: next };
    }
    while (next < end && (message[next] === 32 || message[next] === 9)) {
      next = endOfLine(message, next, end);
    }
    const line = message.toString("utf8", position, next).replace(/\r?\n/g, "");
    const colon = line.indexOf(":");
    fields.push({
      name: line.slice(0, Math.max(0, colon)).trim().toLowerCase(),
      value: line.slice(colon + 1).trim(),
      start: position,
      end: next,
    });
    position = next;
  }
  return { fields, fieldsEnd: end, bodyStart: end };
};

/** Returns where the line after the one at a position begins. */
const endOfLine = (message: Buffer, position: number, end: number): number => {
  const index = message.indexOf(LINE_FEED, position);
  return index < 0 || index >= end ? end : index + 1;
};

/** Returns where the parts of a multipart begin and end. The line break before a boundary belongs to it. */
const rangesOf = (message: Buffer, start: number, end: number, boundary: string): [number, number][] => {
  const delimiter = Buffer.from(`--${boundary}`, "utf8");
  const ranges: [number, number][] = [];
  let from: number | undefined;
  for (let at = message.indexOf(delimiter, start); at >= 0 && at < end; at = message.indexOf(delimiter, at + 1)) {
    const after = at + delimiter.length;
    const [, isLast] = /^(--)?[ \t]*(?:\r?\n|$)/.exec(message.toString("latin1", after, Math.min(end, after + 80))) ?? [
      null,
    ];
    if (isLast === null || (at > start && message[at - 1] !== LINE_FEED)) {
      // The line has more in it, or the delimiter is within a line.
      continue;
    }
    if (from !== undefined) {
      ranges.push([from, Math.max(from, at - (message[at - 2] === 13 ? 2 : 1))]);
    }
    from = isLast ? undefined : endOfLine(message, after, end);
    if (isLast || ranges.length === MOST_PARTS) {
      break;
    }
  }
  if (from !== undefined) {
    ranges.push([from, end]);
  }
  return ranges;
};

/** Parses `text/plain; charset="utf-8"`. A parameter in several pieces (RFC 2231) is put together. */
const parseMediaType = (value: string): Pick<Part, "type" | "parameters"> => {
  const [type = ""] = /^[^;\s]+/.exec(value.trim()) ?? [];
  const parameters = new Map<string, string>();
  for (const [, name, quoted, plain] of value.matchAll(/;\s*([^=;\s]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]*))/g)) {
    const key = name!.toLowerCase().replace(/\*.*$/, "");
    parameters.set(key, (parameters.get(key) ?? "") + (quoted?.replace(/\\(.)/g, "$1") ?? plain!));
  }
  return { type: /^[^/]+\/[^/]+$/.test(type) ? type.toLowerCase() : "text/plain", parameters };
};
