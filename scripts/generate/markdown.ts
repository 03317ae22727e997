import { UserError } from "../../modules/user-error";

/**
 * Fills the generated sections of a hand-written Markdown text, each between
 * `<!-- NAME -->` and `<!-- /NAME -->`.
 *
 * @throws UserError when a section has no place in the text
 */
export function fillSections(markdown: string, sections: Readonly<Record<string, string>>): string {
  return Object.entries(sections).reduce((text, [name, content]) => {
    const place = new RegExp(`(?<=<!-- ${name} -->\n)[^]*?(?=<!-- /${name} -->)`);
    if (!place.test(text)) {
      throw new UserError(`There is no "<!-- ${name} -->" with its end in the text.`);
    }
    return text.replace(place, () => `\n${content.trimEnd()}\n\n`);
  }, markdown);
}

/** A Markdown table. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, header.map(() => "---"), ...rows].map((cells) => `| ${cells.map(cell).join(" | ")} |`).join("\n");
}

/** A block of code. */
export function codeBlock(language: string, code: string): string {
  return `\`\`\`${language}\n${code.trimEnd()}\n\`\`\``;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}
