import { generate } from "../../../scripts/generate/generate";

describe("every generated file", () => {
  it("is what npm run generate writes", async () => {
    expect(await generate({ isCheck: true })).toBe("Everything generated is up to date.");
  }, 120_000);
});
