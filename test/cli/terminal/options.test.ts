import { pointInTime } from "../../../cli/terminal/options";

const NOW = Date.parse("2026-03-01T12:00:00Z");

beforeEach(() => void jest.useFakeTimers({ now: NOW }));
afterEach(() => void jest.useRealTimers());

it.each([
  ["30s", "2026-03-01T11:59:30.000Z"],
  ["45m", "2026-03-01T11:15:00.000Z"],
  ["2h", "2026-03-01T10:00:00.000Z"],
  ["7d", "2026-02-22T12:00:00.000Z"],
  ["2026-02-28T23:00:00+01:00", "2026-02-28T22:00:00.000Z"],
  ["2026-02-28", "2026-02-28T00:00:00.000Z"],
])("reads %s as %s", (text, time) => {
  expect(new Date(pointInTime(text)).toISOString()).toBe(time);
});

it.each(["", "1", "1w", "-1h", "1.5h", "2027-01-01", "2026-13-01", "yesterday", "9999999d", "999999d"])(
  "refuses %j as a point in time",
  (text) => {
    expect(() => pointInTime(text)).toThrow("Allowed: how long ago, such as 30s, 45m, 2h, or 7d");
  },
);
