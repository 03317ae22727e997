const LINE = 76;
/** Bytes in an encoded word of 75 characters, `=?UTF-8?B?…?=`. */
const WORD_BYTES = 45;

/**
 * Returns a header field, with its line break. Other characters than ASCII become encoded words; lines are folded, so
 * that none is over 76 characters where it can be.
 *
 * @see https://www.rfc-editor.org/rfc/rfc2047
 */
export const headerField = (name: string, value: string, lineBreak: string): string => {
  const isPlain = /^(?:[!-~]{1,900}(?: |$))*$/.test(value) && !value.endsWith(" ") && !value.includes("=?");
  const words = isPlain ? value.split(" ") : encodedWords(value);
  let line = `${name}:`;
  const lines: string[] = [];
  for (const word of words) {
    if (line.length + 1 + word.length > LINE && line !== `${name}:`) {
      lines.push(line);
      line = "";
    }
    line += ` ${word}`;
  }
  return [...lines, line].join(lineBreak) + lineBreak;
};

/** Splits text between its characters: each word must be decoded by itself. */
const encodedWords = (text: string): string[] => {
  const words: string[] = [];
  let word = "";
  for (const character of text) {
    if (Buffer.byteLength(word + character) > WORD_BYTES) {
      words.push(word);
      word = "";
    }
    word += character;
  }
  return [...words, word].map((it) => `=?UTF-8?B?${Buffer.from(it).toString("base64")}?=`);
};
