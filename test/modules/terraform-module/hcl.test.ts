import { type Body, Hcl, type HclOptions } from "../../../modules/terraform-module/hcl";

/** Returns a block with this body as it is written. */
function written(body: Body, options: Partial<HclOptions> = {}): string {
  return new Hcl({ blocks: new Set(["environment", "statement", "rule"]), ...options }).block(
    "resource",
    ["aws_it", "it"],
    body,
  );
}

/** Returns what an attribute's value is written as. */
function valueOf(value: Body[string], options?: Partial<HclOptions>): string {
  const text = written({ it: value }, options);
  return text.slice(text.indexOf(" = ") + 3, text.lastIndexOf("\n}"));
}

function word(letter: string, length: number): string {
  return letter.repeat(length);
}

describe("a value", () => {
  it.each<[string, Body[string], string]>([
    ["a string in quotes", 'a "b"\\', String.raw`"a \"b\"\\"`],
    ["a control character as Terraform knows it", "\b\t", String.raw`"\u0008\t"`],
    ["a reference without quotes", "${var.name}", "var.name"],
    ["a template in quotes", "a-${var.name}-b", '"a-${var.name}-b"'],
    ["quotes in a template's code as they are", '${one(["a"])}-b', '"${one(["a"])}-b"'],
    ["a template's braces in strings", '${"}"}-b', '"${"}"}-b"'],
    ["two templates", "${a}${b}", '"${a}${b}"'],
    ["an escaped template as it is escaped", "$${a} %%{if}", '"$${a} %%{if}"'],
    ["a number, a truth, and nothing", [1.5, true, null], "[1.5, true, null]"],
    ["a list of references", ["${a.b}", "c"], '[a.b, "c"]'],
    ["keys without quotes", { a_b: 1, "C-d": 2 }, "{ a_b = 1, C-d = 2 }"],
    ["keys that are no names in quotes", { "a:b": 1, "1": 2 }, '{ "1" = 2, "a:b" = 1 }'],
    ["keys that Terraform would read as something else in quotes", { for: 1, null: 2 }, '{ "for" = 1, "null" = 2 }'],
    ["keys that are expressions in parentheses", { "${a.b}": 1 }, "{ (a.b) = 1 }"],
    ["nothing in an empty list and an empty object", [[], {}], "[[], {}]"],
    ["a JSON document", '{"Version":"1","Resource":"${a.b}"}', 'jsonencode({ Version = "1", Resource = a.b })'],
    ["a string that only begins as JSON does", '{"a', String.raw`"{\"a"`],
  ])("is %s", (_, value, expected) => {
    expect(valueOf(value)).toBe(expected);
  });

  it("of several lines is a heredoc, and chomped where it does not end with a line's end", () => {
    expect(valueOf("a\n\n b ${c}\n")).toBe("<<-EOT\n    a\n\n     b ${c}\n  EOT");
    expect(valueOf("a\nb")).toBe("chomp(<<-EOT\n    a\n    b\n  EOT\n  )");
  });

  it.each([" a\n b", "a\n \nb", "a\nEOT\nb", "a\r\nb"])(
    "does not become a heredoc that would read differently: %j",
    (text) => {
      expect(valueOf(text)).toBe(JSON.stringify(text));
    },
  );
});

describe("what is longer than a line", () => {
  it("is broken at its brackets, and the longest first", () => {
    expect(valueOf(`\${merge({a = 1}, {${word("b", 60)} = ${word("c", 60)}})}`)).toBe(
      `merge(\n    { a = 1 },\n    {\n      ${word("b", 60)} = ${word("c", 60)}\n    },\n  )`,
    );
  });

  it("is broken at && into parentheses", () => {
    expect(valueOf(`\${${word("a", 70)} && ${word("b", 70)}}`)).toBe(
      `(\n    ${word("a", 70)} &&\n    ${word("b", 70)}\n  )`,
    );
  });

  it("is broken into the parts of a for expression", () => {
    expect(valueOf(`\${[for key, value in ${word("a", 60)} : upper(value) if length(key) > ${word("9", 40)}]}`)).toBe(
      `[\n    for key, value in ${word("a", 60)} :\n    upper(value)\n    if length(key) > ${word("9", 40)}\n  ]`,
    );
  });

  it("is joined from pieces if it is a string, at its spaces or between alternatives", () => {
    expect(valueOf(`${word("a", 60)} ${word("b", 60)}`)).toBe(
      `join(\n    " ",\n    [\n      "${word("a", 60)}",\n      "${word("b", 60)}",\n    ],\n  )`,
    );
    expect(valueOf(`${word("a", 60)}|${word("b", 60)}`)).toContain('join(\n    "|",');
  });

  it("stays one string if it has no place to break, or a template in it", () => {
    const long = word("a", 130);
    expect(valueOf(long)).toBe(`"${long}"`);
    expect(valueOf(`\${b} ${long}`)).toBe(`"\${b} ${long}"`);
  });
});

describe("a block", () => {
  it("has its count, its name, its other attributes, its blocks, and what Terraform does with it", () => {
    expect(
      written({
        tags: "${local.tags}",
        lifecycle: {
          replace_triggered_by: ["aws_a.b.arn"],
          precondition: [{ error_message: "No.", condition: "${a}" }],
        },
        environment: { variables: { A: "b" } },
        depends_on: ["aws_a.b", "aws_c.d"],
        name: "it",
        count: "${var.it ? 1 : 0}",
      }),
    ).toBe(`resource "aws_it" "it" {
  count = var.it ? 1 : 0

  name = "it"
  tags = local.tags

  depends_on = [aws_a.b, aws_c.d]

  environment {
    variables = { A = "b" }
  }

  lifecycle {
    replace_triggered_by = [aws_a.b.arn]

    precondition {
      condition     = a
      error_message = "No."
    }
  }
}
`);
  });

  it("is nested where the provider has a block, and once for each of a list", () => {
    expect(written({ rule: [{ a: 1 }, { a: 2 }], other: [{ a: 1 }] })).toBe(
      'resource "aws_it" "it" {\n  other = [{ a = 1 }]\n\n  rule {\n    a = 1\n  }\n\n  rule {\n    a = 2\n  }\n}\n',
    );
  });

  it("is dynamic with its content, in each other too", () => {
    const inner = { rule: { for_each: "${var.rules}", content: { a: "${rule.value}" } } };
    expect(written({ dynamic: { statement: { for_each: "${var.it}", content: { dynamic: inner } } } }))
      .toBe(`resource "aws_it" "it" {
  dynamic "statement" {
    for_each = var.it

    content {
      dynamic "rule" {
        for_each = var.rules

        content {
          a = rule.value
        }
      }
    }
  }
}
`);
  });

  it("without a body is on one line", () => {
    expect(written({})).toBe('resource "aws_it" "it" {}\n');
  });

  it("has a long description in a heredoc, since a variable's cannot be joined", () => {
    const text = `${word("a", 70)} ${word("b", 70)}`;
    expect(new Hcl({ blocks: new Set() }).block("variable", ["it"], { description: text })).toBe(
      `variable "it" {\n  description = <<-EOT\n    ${word("a", 70)}\n    ${word("b", 70)}\n  EOT\n}\n`,
    );
  });
});

describe("comments and names", () => {
  it("writes the comment of a resource, an attribute, and a block above it", () => {
    const comments = { "aws_it.it": "Resource.", "aws_it.it.b": "Attribute.", "aws_it.it.lifecycle": "Lifecycle." };
    expect(written({ a: 1, b: 2, lifecycle: { ignore_changes: ["a"] } }, { comments })).toBe(`# Resource.
resource "aws_it" "it" {
  a = 1

  # Attribute.
  b = 2

  # Lifecycle.
  lifecycle {
    ignore_changes = [a]
  }
}
`);
  });

  it("names an expression wherever it occurs, in a string too", () => {
    const names = [
      { name: "region", code: "data.aws_region.region.id" },
      { name: "arn", code: '"arn:${data.aws_region.region.id}"' },
    ];
    const hcl = new Hcl({ blocks: new Set(), names });
    expect(hcl.block("output", ["it"], { value: "${upper(data.aws_region.region.id)}" })).toContain(
      "value = upper(local.region)",
    );
    expect(hcl.block("output", ["it"], { value: "arn:${data.aws_region.region.id}:x" })).toContain(
      'value = "${local.arn}:x"',
    );
    expect(hcl.locals({})).toBe(
      'locals {\n  region = data.aws_region.region.id\n  arn    = "arn:${local.region}"\n}\n',
    );
  });
});
