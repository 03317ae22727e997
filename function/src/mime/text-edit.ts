/** How text changes: by strings at its top and bottom, or by a function of the whole. Line breaks are `\n`. */
export type TextEdit =
  | ((old: string) => string)
  | {
      /** Text before the old text. */
      readonly top?: string;
      /** Text after the old text. */
      readonly bottom?: string;
    };

/** Returns plain text with an empty line between what is added and what was there. */
export const editText = (old: string, edit: TextEdit): string =>
  typeof edit === "function"
    ? edit(old)
    : [edit.top, old, edit.bottom].filter((text) => text !== undefined).join("\n\n");

/** Returns HTML with markup at the beginning and at the end of its body. */
export const editHtml = (old: string, edit: TextEdit): string => {
  if (typeof edit === "function") {
    return edit(old);
  }
  const { top = "", bottom = "" } = edit;
  // Of the same length, so that places in one are places in the other.
  const visible = withoutComments(old);
  const start = endOfBodyTag(visible);
  const end = Math.max(start, endOfBody(visible));
  return old.slice(0, start) + top + old.slice(start, end) + bottom + old.slice(end);
};

/** Returns where the content of the body begins; 0 without a complete tag. */
const endOfBodyTag = (html: string): number => {
  const tag = /<body(?=[\s/>])/i.exec(html);
  const rest = /(?:"[^"]*"|'[^']*'|[^'">])*>/y;
  rest.lastIndex = tag?.index ?? 0;
  return tag && rest.test(html) ? rest.lastIndex : 0;
};

/** Returns where the body ends: before its last end tag, that of the document, or the end. */
const endOfBody = (html: string): number => {
  const lower = html.toLowerCase();
  // Some characters have another length in lower case.
  const searched = lower.length === html.length ? lower : html;
  return [searched.lastIndexOf("</body"), searched.lastIndexOf("</html"), html.length].find((index) => index >= 0)!;
};

/** Blanks comments out: those of Outlook may have a body of their own. */
const withoutComments = (html: string): string => {
  const kept: string[] = [];
  let position = 0;
  for (let start = html.indexOf("<!--"); start >= 0; start = html.indexOf("<!--", position)) {
    const end = html.indexOf("-->", start + 4);
    if (end < 0) {
      break;
    }
    kept.push(html.slice(position, start), " ".repeat(end + 3 - start));
    position = end + 3;
  }
  return [...kept, html.slice(position)].join("");
};
