/** The rules of this project that oxlint does not have. `.oxlintrc.json` says where each one applies. */

const COLLATOR = new Intl.Collator("en", { caseFirst: "upper", numeric: true });
const URL_IN_LINE = /[^:/?#]:\/\/[^?#]/;
const QUOTED = ["String", "Template", "RegularExpression"];

/** No arrow function in a constant at the top of a file. */
const functionDeclarations = {
  create: (context) => ({
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
  }),
};

/** No line that the formatter cannot break and a person could: a long comment, for example. */
const maxLen = {
  meta: { schema: [{ type: "integer" }] },
  create: (context) => ({
    Program(node) {
      const { lines, ast } = context.sourceCode;
      const limit = context.options[0];
      const long = lines.flatMap((text, index) =>
        text.length > limit && !URL_IN_LINE.test(text) ? [{ line: index + 1, text }] : [],
      );
      if (long.length === 0) {
        return;
      }
      const quoted = ast.tokens.filter(({ type }) => QUOTED.includes(type)).map(({ loc }) => loc);
      for (const { line, text } of long) {
        if (!quoted.some(({ start, end }) => start.line <= line && line <= end.line)) {
          const loc = { start: { line, column: 0 }, end: { line, column: text.length } };
          context.report({ node, loc, message: `This line has ${text.length} characters. The limit is ${limit}.` });
        }
      }
    },
  }),
};

/** As oxlint's max-lines-per-function, but for the callbacks of describe, which hold many tests, each of them short. */
const maxLinesPerTest = {
  meta: { schema: [{ type: "integer" }] },
  create(context) {
    const limit = context.options[0];
    const check = (node) => {
      const lines = node.loc.end.line - node.loc.start.line + 1;
      const { callee } = node.parent;
      if (lines > limit && !(callee && /^describe\b/.test(context.sourceCode.getText(callee)))) {
        context.report({ node, message: `This function has ${lines} lines. The limit is ${limit}.` });
      }
    };
    return { FunctionDeclaration: check, FunctionExpression: check, ArrowFunctionExpression: check };
  },
};

/** No number like 010, which is 8 outside of strict mode. */
const noOctal = {
  create: (context) => ({
    Literal(node) {
      if (typeof node.value === "number" && /^0\d/.test(node.raw)) {
        context.report({ node, message: "Write an octal number as 0o10." });
      }
    },
  }),
};

/** No process.stdout.write and no process.stderr.write. */
const noProcessWrite = {
  create: (context) => ({
    MemberExpression(node) {
      if (node.object.object?.name === "process" && node.property.name === "write") {
        context.report({ node, message: "Print with modules/print.ts." });
      }
    },
  }),
};

/** No setTimeout and no setInterval: a busy machine exceeds every number of milliseconds. */
const noSleep = {
  create: (context) => ({
    CallExpression(node) {
      if (/^set(Timeout|Interval)$/.test(node.callee.name)) {
        context.report({
          node,
          message:
            "Wait for the condition with until() of test/support/until.ts, or for an event: no test depends on the machine's speed.",
        });
      }
    },
  }),
};

/** Exports, and the names in one export, are in alphabetical order. The formatter sorts imports only. */
const sortedExports = {
  create(context) {
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
  },
};

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
