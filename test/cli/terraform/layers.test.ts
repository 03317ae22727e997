import { layers } from "../../../cli/terraform/in-dependency-order";

function stack(name: string, ...dependencies: string[]) {
  return {
    name,
    folder: name,
    dependencies,
  };
}

function names(...stacks: ReturnType<typeof stack>[]) {
  return layers(stacks).map((wave) => wave.map(({ name }) => name));
}

it("puts a stack after those that it waits for, whatever their order", () => {
  expect(names(stack("c", "a", "b"), stack("a"), stack("d", "c"), stack("b"))).toEqual([["a", "b"], ["c"], ["d"]]);
  expect(names()).toEqual([]);
});

it("refuses stacks that wait for each other", () => {
  expect(() => names(stack("a", "b"), stack("b", "a"), stack("c"))).toThrow("a, b depend on each other in a circle.");
});
