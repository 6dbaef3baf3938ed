import { describe, expect, it } from "vitest";
import { hoursAt } from "./client/hours.ts";

const weekdays = { days: [1, 2, 3, 4, 5], from: "09:00", to: "18:00" };

/** In Berlin, Europe: summer time begins on 29 March 2026 and ends on 25 October 2026. */
function berlin(now: string, given: Partial<Parameters<typeof hoursAt>[1]> = {}) {
  const hours = { timeZone: "Europe/Berlin", officeHours: [weekdays], holidays: [], ...given };
  return hoursAt(new Date(now), hours);
}

describe("office hours", () => {
  it.each([
    [
      "a minute before",
      "2026-06-01T06:59:00Z",
      { open: false, opensAt: "2026-06-01T07:00:00.000Z" },
    ],
    ["from the first minute on", "2026-06-01T07:00:00Z", { open: true }],
    ["until the last minute", "2026-06-01T15:59:59Z", { open: true }],
    ["not after it", "2026-06-01T16:00:00Z", { open: false, opensAt: "2026-06-02T07:00:00.000Z" }],
    [
      "over the weekend",
      "2026-06-05T20:00:00Z",
      { open: false, opensAt: "2026-06-08T07:00:00.000Z" },
    ],
    [
      "into summer time",
      "2026-03-27T20:00:00Z",
      { open: false, opensAt: "2026-03-30T07:00:00.000Z" },
    ],
    [
      "into winter time",
      "2026-10-23T20:00:00Z",
      { open: false, opensAt: "2026-10-26T08:00:00.000Z" },
    ],
  ])("%s", (_what, now, expected) => {
    expect(berlin(now)).toEqual(expected);
  });

  it("are by the wall clock of the zone: the same moment is another day elsewhere", () => {
    const sunday = "2026-06-07T23:30:00Z";
    const always = { officeHours: [{ days: [1], from: "00:00", to: "24:00" }] };
    expect(berlin(sunday, { ...always, timeZone: "Asia/Shanghai" }).open).toBe(true);
    expect(berlin(sunday, { ...always, timeZone: "America/New_York" }).open).toBe(false);
  });

  it("know holidays, and breaks at noon", () => {
    const split = [
      { days: [5], from: "09:00", to: "12:00" },
      { days: [5], from: "13:00", to: "17:00" },
    ];
    const friday = { officeHours: split, holidays: ["2026-12-25"] };
    expect(berlin("2026-12-18T11:30:00Z", friday)).toEqual({
      open: false,
      opensAt: "2026-12-18T12:00:00.000Z",
    });
    expect(berlin("2026-12-25T10:00:00Z", friday)).toEqual({
      open: false,
      opensAt: "2027-01-01T08:00:00.000Z",
    });
  });

  it("that nobody set are all hours, but for holidays", () => {
    expect(berlin("2026-06-07T03:00:00Z", { officeHours: [] })).toEqual({ open: true });
    const closed = { officeHours: [], holidays: ["2026-06-07"] };
    expect(berlin("2026-06-07T03:00:00Z", closed)).toEqual({
      open: false,
      opensAt: "2026-06-07T22:00:00.000Z",
    });
  });
});
