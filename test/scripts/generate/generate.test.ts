import { generate } from "../../../scripts/generate/generate";

declare const requireOutside: NodeJS.Require;

// ES modules, and TypeScript, which this process has loaded already.
jest.mock("typedoc", () => requireOutside("typedoc") as object);

describe("every generated file", () => {
  it("is what npm run generate writes", async () => {
    expect(await generate({ isCheck: true })).toBe("Everything generated is up to date.");
  }, 120_000);
});
