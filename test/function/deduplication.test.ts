import { deduplicate } from "../../function/src/deduplication";

function handler() {
  return Promise.resolve("done");
}
const before = { ...process.env };

beforeEach(() => {
  delete process.env.DEDUPLICATION_TABLE;
  delete process.env.DEDUPLICATION_WINDOW_SECONDS;
});

afterAll(() => {
  process.env = before;
});

describe("deduplicate", () => {
  it("takes its settings from the environment", () => {
    process.env.DEDUPLICATION_TABLE = "table";
    process.env.DEDUPLICATION_WINDOW_SECONDS = "3600";

    expect(() => deduplicate(handler)).not.toThrow();
  });

  it("takes its settings from the code, which come first", () => {
    process.env.DEDUPLICATION_WINDOW_SECONDS = "none";

    expect(() => deduplicate(handler, { tableName: "table", windowSeconds: 60 })).not.toThrow();
  });

  it.each(["59", "1209601", "3600.5", "a day"])("refuses a window of %s, and a missing table, at once", (window) => {
    process.env.DEDUPLICATION_WINDOW_SECONDS = window;

    expect(() => deduplicate(handler)).toThrow(
      new Error(
        `tableName (DEDUPLICATION_TABLE) must be the name of a DynamoDB table, got: nothing; windowSeconds (DEDUPLICATION_WINDOW_SECONDS) must be a whole number from 60 to 1209600, got: ${window}`,
      ),
    );
  });

  it.each([60, 1_209_600])("takes a window of %i seconds", (windowSeconds) => {
    expect(() => deduplicate(handler, { tableName: "table", windowSeconds })).not.toThrow();
  });
});
