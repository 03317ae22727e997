import { versionToGoTo } from "../../../tools/aws/live-versions";

const versions = {
  live: "10",
  shared: false,
  published: ["2", "9", "10", "11"],
};

it.each([
  ["before", "9"],
  ["latest", "11"],
  ["2", "2"],
  ["3", undefined],
])("%s is version %s", (wanted, version) => {
  expect(versionToGoTo(versions, wanted)).toBe(version);
});

it("there is none before the first", () => {
  expect(versionToGoTo({ ...versions, live: "2" }, "before")).toBeUndefined();
});
