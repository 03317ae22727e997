import { withCdktn } from "../../scripts/cdktn-imports";

const AWS = "@cdktf/provider-aws";

it.each([
  [`import { App } from "cdktf";`, `import { App } from "cdktn";`],
  [`import { Provider } from '${AWS}/lib/provider';`, `import { Provider } from '@cdktn/provider-aws/lib/provider';`],
  [`const a = require("cdktf/lib/x");`, `const a = require("cdktn/lib/x");`],
  [`await import("cdktf")`, `await import("cdktn")`],
  [`jest.mock("cdktf", f)`, `jest.mock("cdktn", f)`],
])("renames the import in %s", (source, renamed) => {
  expect(withCdktn(source)).toBe(renamed);
});

it.each([
  `import x from "cdktf-cli";`,
  `import x from "./cdktf";`,
  `path.join("node_modules", ".bin", "cdktf")`,
  "// cdktf is archived",
  `const name = "${AWS}";`,
])("leaves %s as it is", (source) => {
  expect(withCdktn(source)).toBe(source);
});
