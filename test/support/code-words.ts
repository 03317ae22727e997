import { readFileSync } from "node:fs";
import ts from "typescript";
import type { ReadText } from "./english";

/** Returns the comments of a source file, and its strings that are sentences. */
export function wordsIn(file: string): ReadText[] {
  const text = readFileSync(file, "utf8");
  const source = syntaxOf(file, text);
  const found = new Map<number, string>();
  const visit = (node: ts.Node): void => {
    for (const comment of ts.getLeadingCommentRanges(text, node.pos) ?? []) {
      found.set(comment.pos, proseOf(text.slice(comment.pos, comment.end)));
    }
    if (ts.isStringLiteralLike(node) || isTemplatePart(node)) {
      found.set(node.pos, stringOf(node.text));
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [...found]
    .sort(([one], [other]) => one - other)
    .flatMap(([position, words]) => {
      const line = source.getLineAndCharacterOfPosition(position).line + 1;
      return words
        .split(/\n\s*\n|\n(?= *[-@])/)
        .map((part) => ({ place: `${file}:${line}`, text: part.replace(/\s+/g, " ").trim() }));
    })
    .filter(({ text: words }) => words.includes(" "));
}

/** Returns a syntax tree, without what nobody here reads: comments have no nodes of their own. */
export function syntaxOf(file: string, text: string, { setParentNodes = false } = {}): ts.SourceFile {
  const { ParseNone: jsDocParsingMode } = ts.JSDocParsingMode;
  return ts.createSourceFile(file, text, { languageVersion: ts.ScriptTarget.Latest, jsDocParsingMode }, setParentNodes);
}

function isTemplatePart(node: ts.Node): node is ts.TemplateHead | ts.TemplateMiddle | ts.TemplateTail {
  return ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
}

/** Returns the words of a comment, without its marks and code. */
function proseOf(comment: string): string {
  return comment
    .replace(/^\/\*\*?|\*\/$/g, "")
    .replace(/^\s*(\*|\/\/) ?/gm, "")
    .replace(/`[^`]*`/g, "CODE")
    .replace(/\{@link (\w+)\}/g, "$1")
    .replace(/https?:\/\/\S+/g, "URL")
    .replace(/@(default|returns|throws|param \S+) (- )?/g, "");
}

function stringOf(text: string): string {
  return text.replace(/`[^`]*`/g, "CODE").replace(/https?:\/\/\S+/g, "URL");
}
