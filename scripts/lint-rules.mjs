/**
 * The rules of this project that oxlint does not have. `.oxlintrc.json` says where each one applies.
 *
 * Most of their time is the conversion of a file's syntax tree to JavaScript. A file whose text shows that it keeps a
 * rule has none: with `before`, oxlint asks for the tree only where a rule needs it.
 */

const COLLATOR = new Intl.Collator("en", { caseFirst: "upper", numeric: true });
const QUOTE = /["'`]/;
const URL_IN_LINE = /[^:/?#]:\/\/[^?#]/;
/** A statement at the top of a file, up to the next one, in which `=` comes before what may be an arrow function. */
const ARROW_IN_CONSTANT = /^(?:export )?const (?:(?!\n[\w/@])[^])*?=\s*(?:async\b\s*)?(?:\(|<|[\w$]+\s*=>)/m;

/** A rule for the files with text that it may concern. */
function ruleFor(pattern, visitor) {
  return {
    createOnce: (context) => ({ before: () => pattern.test(context.sourceCode.text), ...visitor(context) }),
  };
}

/** No arrow function in a constant at the top of a file. */
const functionDeclarations = ruleFor(ARROW_IN_CONSTANT, (context) => ({
  VariableDeclaration(node) {
    if (node.kind !== "const" || !["Program", "ExportNamedDeclaration"].includes(node.parent.type)) {
      return;
    }
    for (const { init } of node.declarations) {
      if (init?.type === "ArrowFunctionExpression") {
        context.report({ node: init, message: "Declare a function at the top of a file: function name() {}." });
      }
    }
  },
}));

/** No comment with a line that is too long, but for one after a string. The formatter breaks the lines of code. */
const maxLen = {
  meta: { schema: [{ type: "integer" }] },
  createOnce: (context) => ({
    before() {
      const { lines } = context.sourceCode;
      const limit = context.options[0];
      if (lines.some((text) => text.length > limit)) {
        for (const { loc } of context.sourceCode.getAllComments()) {
          for (let line = loc.start.line; line <= loc.end.line; line++) {
            const text = lines[line - 1];
            const isAfterString = line === loc.start.line && QUOTE.test(text.slice(0, loc.start.column));
            if (text.length > limit && !isAfterString && !URL_IN_LINE.test(text)) {
              context.report({
                loc: { start: { line, column: 0 }, end: { line, column: text.length } },
                message: `This line has ${text.length} characters. The limit is ${limit}.`,
              });
            }
          }
        }
      }
      return false;
    },
    // oxlint calls `before` only of a rule that visits something.
    Program() {},
  }),
};

/** As oxlint's max-lines-per-function, but for the callbacks of describe, which hold many tests, each of them short. */
const maxLinesPerTest = {
  meta: { schema: [{ type: "integer" }] },
  createOnce(context) {
    const check = (node) => {
      const lines = node.loc.end.line - node.loc.start.line + 1;
      const limit = context.options[0];
      const { callee } = node.parent;
      if (lines > limit && !(callee && /^describe\b/.test(context.sourceCode.getText(callee)))) {
        context.report({ node, message: `This function has ${lines} lines. The limit is ${limit}.` });
      }
    };
    return {
      before: () => hasBlockOf(context.options[0] - 30, context.sourceCode.text),
      FunctionDeclaration: check,
      FunctionExpression: check,
      ArrowFunctionExpression: check,
    };
  },
};

/**
 * Whether the text has so many lines between an opening bracket at the end of a line and the next closing one below it:
 * as a function has, but for the lines of its parameters.
 */
function hasBlockOf(lines, text) {
  return new RegExp(`^( *)(?!describe\\b)\\S.*[[({>]\\n(?:(?!\\1[\\])}]).*\\n){${lines}}`, "m").test(text);
}

/** No number like 010, which is 8 outside of strict mode. */
const noOctal = ruleFor(/\b0\d/, (context) => ({
  Literal(node) {
    if (typeof node.value === "number" && /^0\d/.test(node.raw)) {
      context.report({ node, message: "Write an octal number as 0o10." });
    }
  },
}));

/** No process.stdout.write and no process.stderr.write. */
const noProcessWrite = ruleFor(/\bprocess\b[^]*\bwrite\b/, (context) => ({
  MemberExpression(node) {
    if (node.object.object?.name === "process" && node.property.name === "write") {
      context.report({ node, message: "Print with modules/print.ts." });
    }
  },
}));

/** No setTimeout and no setInterval: a busy machine exceeds every number of milliseconds. */
const noSleep = ruleFor(/\bset(Timeout|Interval)\b/, (context) => ({
  CallExpression(node) {
    if (/^set(Timeout|Interval)$/.test(node.callee.name)) {
      context.report({
        node,
        message:
          "Wait for the condition with until() of test/support/until.ts, or for an event: no test depends on the machine's speed.",
      });
    }
  },
}));

/** Exports, and the names in one export, are in alphabetical order. The formatter sorts imports only. */
const sortedExports = ruleFor(/^export\s*(?:type\s*)?[*{]/m, (context) => {
  const check = (node, before, after) => {
    if (COLLATOR.compare(before, after) > 0) {
      context.report({ node, message: `Sort the exports: ${after} comes before ${before}.` });
    }
  };
  return {
    Program({ body }) {
      for (const [index, node] of body.entries()) {
        const from = exportedFrom(node);
        const fromBefore = exportedFrom(body[index - 1]);
        if (from !== undefined && fromBefore !== undefined) {
          check(node, fromBefore, from);
        }
      }
    },
    ExportNamedDeclaration({ specifiers }) {
      for (const [index, node] of specifiers.slice(1).entries()) {
        check(node, specifiers[index].local.name, node.local.name);
      }
    },
  };
});

function exportedFrom(node) {
  return node?.type.startsWith("Export") ? node.source?.value : undefined;
}

export default {
  meta: { name: "project" },
  rules: {
    "function-declarations": functionDeclarations,
    "max-len": maxLen,
    "max-lines-per-test": maxLinesPerTest,
    "no-octal": noOctal,
    "no-process-write": noProcessWrite,
    "no-sleep": noSleep,
    "sorted-exports": sortedExports,
  },
};
