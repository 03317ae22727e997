import { versionToGoTo } from "../../../cli/aws/live-versions";

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

it("while another one has a share of the events, the live one is the way back", () => {
  const shared = { ...versions, shared: true };
  expect(versionToGoTo(shared, "before")).toBe("10");
  expect(versionToGoTo(shared, "latest")).toBe("11");
});

it("there is none before the first", () => {
  expect(versionToGoTo({ ...versions, live: "2" }, "before")).toBeUndefined();
});
