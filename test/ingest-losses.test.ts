import { describe, expect, it } from "vitest";
import { openDatabase } from "../src/db/database.ts";
import { readCursor } from "../src/inbox/cursor-store.ts";
import { type TestDatabase, useDatabase } from "./support/database.ts";
import { InboundDesk, textEvent } from "./support/inbound.ts";
import { databasesUnderTest } from "./support/requirements.ts";

describe.each(databasesUnderTest())("what was acknowledged, on %s", (name) => {
  const database = useDatabase(name);

  /** The database, but each commit asks `fault` first. */
  function faulty(fault: () => "before" | "after" | undefined): TestDatabase {
    return {
      ...database(),
      async write(work) {
        const when = fault();
        if (when === "before") throw broken();
        const done = await database().write(work);
        if (when === "after") throw broken();
        return done;
      },
    };
  }

  it("is there for everybody the moment it is acknowledged", async () => {
    const desk = new InboundDesk(database());
    const other = openDatabase(database().url);
    try {
      for (const id of ["1", "2", "3"]) {
        await desk.ingest().receive("shop", [textEvent({ id })]);
        const rows = await other.queries.selectFrom("messages").select("external_id").execute();
        expect(rows.map((row) => row.external_id)).toContain(id);
      }
    } finally {
      await other.close();
    }
  });

  it("is shown after the platform brought again what the database had refused", async () => {
    const desk = new InboundDesk(database());
    let away = true;
    const ingest = new InboundDesk(faulty(() => (away ? "before" : undefined))).ingest();
    const refused = ingest.receive("shop", [textEvent({ id: "1" })], { key: "offset", value: "2" });
    await expect(refused).rejects.toThrow("The database can't take events now.");
    expect(await desk.count("journal")).toBe(0);
    expect(await readCursor(database().queries, "shop", "offset")).toBeUndefined();

    away = false;
    await ingest.receive("shop", [textEvent({ id: "1" })], { key: "offset", value: "2" });
    expect(await desk.shown()).toEqual(["text of 1"]);
    expect(await readCursor(database().queries, "shop", "offset")).toMatchObject({ value: "2" });
  });

  it("is shown once when it was stored and only the database's answer was lost", async () => {
    const desk = new InboundDesk(database());
    let lost = true;
    const ingest = new InboundDesk(faulty(() => (lost ? "after" : undefined))).ingest();
    const refused = ingest.receive("shop", [textEvent({ id: "1" })]);
    await expect(refused).rejects.toThrow("The database can't take events now.");

    lost = false;
    await ingest.receive("shop", [textEvent({ id: "1" }), textEvent({ id: "2" })]);
    expect(await desk.shown()).toEqual(["text of 1", "text of 2"]);
  });

  it("never includes what waits behind a commit that fails", async () => {
    const desk = new InboundDesk(database());
    let commits = 0;
    const ingest = new InboundDesk(
      faulty(() => ((commits += 1) % 2 === 0 ? "before" : undefined)),
    ).ingest();
    const ids = Array.from({ length: 400 }, (_, index) => String(index));
    const outcomes = await Promise.allSettled(
      ids.map((id) => ingest.receive("shop", [textEvent({ id })])),
    );

    const acknowledged = ids.filter((_, index) => outcomes[index]?.status === "fulfilled");
    const rows = await database().queries.selectFrom("messages").select("external_id").execute();
    expect(acknowledged.length).toBeGreaterThan(0);
    expect(acknowledged.length).toBeLessThan(ids.length);
    expect(new Set(rows.map((row) => row.external_id))).toEqual(new Set(acknowledged));
    expect(await desk.count("messages")).toBe(acknowledged.length);
  });

  it("is never given up for more than can wait: that is refused at once", async () => {
    const desk = new InboundDesk(database());
    const ingest = desk.ingest();
    const ids = Array.from({ length: 5_100 }, (_, index) => String(index));
    const outcomes = await Promise.allSettled(
      ids.map((id) => ingest.receive("shop", [textEvent({ id })])),
    );

    const acknowledged = outcomes.filter(({ status }) => status === "fulfilled");
    expect(acknowledged.length).toBe(5_000);
    expect(await desk.count("messages")).toBe(5_000);
  });

  it("has its place in the platform's list stored with it, the furthest of a batch", async () => {
    const ingest = new InboundDesk(database()).ingest();
    const calls = Array.from({ length: 50 }, (_, index) =>
      ingest.receive("shop", [textEvent({ id: String(index) })], {
        key: "offset",
        value: String(index + 1),
      }),
    );
    await Promise.all(calls);

    expect(await readCursor(database().queries, "shop", "offset")).toMatchObject({ value: "50" });
  });
});

/** As a driver says it when the server went away. */
function broken(): Error {
  return Object.assign(new Error("Connection lost: The server closed the connection."), {
    code: "PROTOCOL_CONNECTION_LOST",
    fatal: true,
  });
}
