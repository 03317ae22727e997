import { readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import fc from "fast-check";
import { Hcl, type Value } from "../../../modules/terraform-module/hcl";
import { EmulatedTerraform } from "../../support/emulated-terraform";
import { folderWith } from "../../support/folder";

/** Terraform's own parser reads what the module's files are written with. */

const terraform = new EmulatedTerraform();
beforeAll(() => terraform.start());
afterAll(() => terraform.stop());

/** Characters with a meaning in HCL, in all positions, beside any character. */
const special = fc.string({
  unit: fc.constantFrom(
    "${",
    "%{",
    "a$",
    "b%",
    "{",
    "}",
    '"',
    "\\",
    "\n",
    "\r",
    "\t",
    "\b",
    " ",
    "EOT",
    "\n\n",
    "#",
    "|",
    "a",
  ),
  maxLength: 60,
});
const text = fc.oneof(
  fc.string({ unit: "grapheme" }).map((it) => it.normalize()),
  special,
  fc.string({ unit: fc.constantFrom("word", " ", "|", "x"), minLength: 60, maxLength: 90 }),
);
const { value } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: "medium", withCrossShrink: true },
    text,
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }).map((number) => number + 0),
    fc.boolean(),
    fc.array(tie("value"), { maxLength: 5 }),
    fc.dictionary(fc.oneof(special, fc.string(), fc.constantFrom("for", "true", "null", "if")), tie("value"), {
      maxKeys: 5,
    }),
  ),
}));

/** A value as CDKTF has it: no template. */
function literal(value: Value): Value {
  return JSON.parse(JSON.stringify(value).replace(/[$%](?=\{)/g, "$&$&")) as Value;
}

describe("a value in Terraform's language", () => {
  it("is read back by Terraform as it was, and is formatted as Terraform does", async () => {
    const values = fc.sample(value, 300);
    const names = values.map((_, index) => `value_${index}`);
    const hcl = new Hcl({ blocks: new Set() });
    const folder = folderWith({});
    const file = path.join(folder, "main.tf");
    writeFileSync(
      file,
      [
        hcl.locals(Object.fromEntries(names.map((name, index) => [name, literal(values[index]!)]))),
        hcl.block("output", ["values"], {
          value: "${jsonencode([" + names.map((it) => `local.${it}`).join(", ") + "])}",
        }),
      ].join("\n"),
    );
    const written = readFileSync(file, "utf8");
    expect(await terraform.run(folder, "fmt", "-diff")).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(readFileSync(file, "utf8")).toBe(written);

    await terraform.in(folder).init();
    await terraform.in(folder).apply();
    const { values: read } = await terraform.in(folder).outputs();
    expect(JSON.parse(read as string)).toEqual(values);
  });
});
