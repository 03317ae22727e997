import { createRequire } from "node:module";
import { App, DefaultTokenResolver, Fn, Lazy, StringConcat, TerraformStack, Token } from "cdktf";
import { resolve } from "cdktf/lib/tokens/private/resolve";
import fc from "fast-check";
import { expression } from "../../modules/tokens/expression";
import { folderWith } from "../support/folder";
import { PROPERTY_RUNS } from "../support/property-runs";

type Resolve = (value: unknown, given: typeof options) => unknown;

const { fastResolve } = createRequire(__filename)("../../cli/fast-resolve.js") as {
  readonly fastResolve: (resolve: Resolve) => Resolve;
};

const stack = new TerraformStack(new App({ outdir: folderWith({}) }), "stack");
const options = { scope: stack, resolver: new DefaultTokenResolver(new StringConcat()), preparing: false };
const fast = fastResolve(resolve as Resolve);

/** A result, or the message of the error instead. */
function outcome(run: Resolve, value: unknown): unknown {
  try {
    return { result: run(value, options) };
  } catch (error) {
    return { error: (error as Error).message };
  }
}

const token = Token.asString(Fn.upper("a"));
const TOKENS = [
  token,
  `before ${token} after`,
  Token.asNumber(Fn.lengthOf(["a"])),
  `from ${Token.asNumber(Fn.lengthOf(["a"]))} to 2e5`,
  Token.asList(Fn.split(",", "a,b")),
  Token.asNumberList(Fn.range(1, 3)),
  Token.asStringMap(Fn.merge([{ a: "b" }])),
  Token.asAnyMap(Fn.merge([{ a: 1 }])),
  Token.asNumberMap(Fn.merge([{ a: 1 }])),
  Token.nullValue(),
  Lazy.anyValue({ produce: () => ({ nested: [token, undefined, { [token]: 1 }] }) }),
  expression`${token} == ${["x", token]}`,
  { [token]: "a key" },
];

const WRONG = [["a", ...Token.asList(Fn.split(",", "a,b"))]];

const PLAIN: readonly unknown[] = [
  "",
  "a",
  "1e5",
  "x-e-3",
  "${aws_sqs_queue.queue.arn}",
  "$${literal}",
  "String Map Token Value",
  "Any Map Token Value",
  "${TfToken[UNKNOWN.123456]}",
  0,
  -1,
  0.5,
  -123456789,
  1e300,
  Number.NaN,
  true,
  null,
  undefined,
  new Date(0),
  () => "a function",
  Object.create(null),
  { resolve: "no function" },
  { _children: [], _metadata: [] },
  [undefined, [undefined]],
];

describe("fastResolve", () => {
  it("resolves as CDKTF does, whatever a value holds", () => {
    const leaf = fc.oneof(
      fc.constantFrom(...TOKENS, ...WRONG),
      fc.constantFrom(...PLAIN),
      fc.string(),
      fc.double(),
      fc.integer(),
      fc.boolean(),
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie("tree"), { maxLength: 4 }),
        fc.dictionary(fc.string(), tie("tree"), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        expect(outcome(fast, value)).toStrictEqual(outcome(resolve as Resolve, value));
      }),
      { numRuns: PROPERTY_RUNS },
    );
  });

  it.each(TOKENS.map((value, index) => [index, value] as const))("resolves token %d", (_, value) => {
    expect(outcome(fast, { value: [{ value }] })).toStrictEqual(outcome(resolve as Resolve, { value: [{ value }] }));
    expect(fast({ value }, options)).not.toEqual({ value });
  });

  it("gives a list and a map of its own, which can be changed without changing the value", () => {
    const value = { list: ["a"], map: { a: 1 } };
    const result = fast(value, options) as typeof value;
    result.list.push("b");
    result.map.a = 2;
    expect(value).toEqual({ list: ["a"], map: { a: 1 } });
  });

  it("reports a value that contains itself, as CDKTF does", () => {
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    expect(() => fast(circular, options)).toThrow(/circular/i);
  });
});
