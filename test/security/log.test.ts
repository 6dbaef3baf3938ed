import { describe, expect, it } from "vitest";
import { Redaction } from "../../src/channels/session-log.ts";
import { createLog } from "../../src/log.ts";
import { useDatabase } from "../support/database.ts";
import { describeOnMysql } from "../support/requirements.ts";

describe("an error of the database in the log", () => {
  const written = "words of a customer";
  const statement = Object.assign(new Error("Lock wait timeout exceeded"), {
    code: "ER_LOCK_WAIT_TIMEOUT",
    sql: `insert into messages values ('${written}')`,
  });
  const logged = (fields: object): string => {
    const lines: string[] = [];
    createLog("trace", { write: (line) => void lines.push(line) }).warn(fields, "not stored");
    return lines.join("");
  };

  it.each<[string, object]>([
    ["as it is", { err: statement }],
    ["behind another", { err: new Error("not stored", { cause: statement }) }],
    ["in a field", { err: Object.assign(new Error("x"), { inner: statement }) }],
  ])("says what is wrong, not what customers wrote: %s", (_where, fields) => {
    expect(logged(fields)).not.toContain(written);
  });

  it("keeps its code", () => {
    expect(logged({ err: statement })).toContain("ER_LOCK_WAIT_TIMEOUT");
  });

  it("says no more in the log of a channel", () => {
    const plain = JSON.stringify(new Redaction().value({ error: statement }));
    expect(plain).not.toContain(written);
    expect(plain).toContain("ER_LOCK_WAIT_TIMEOUT");
  });

  describeOnMysql("from the driver itself", () => {
    const database = useDatabase("mysql");

    it("says no more either", async () => {
      const insert = database()
        .queries.insertInto("setup_tokens")
        .values({ token_hash: `${written} `.repeat(100), created_at: 0 });
      const error: unknown = await insert.execute().catch((thrown: unknown) => thrown);
      expect(JSON.stringify(error)).toContain(written);
      expect(logged({ err: error })).not.toContain(written);
    });
  });
});
