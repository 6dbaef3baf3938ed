import { describe, expect, it } from "vitest";
import { type Ended, switchboard, manyProcesses } from "./support/command-line.ts";
import { startHub, type TestHub } from "./support/hub.ts";

function agent(hub: TestHub, ...words: readonly string[]): Promise<Ended> {
  return switchboard(["agent", ...words], hub.client);
}

async function signIn({ address }: TestHub, email: string, password: string): Promise<number> {
  const { status } = await fetch(`${address}/api/v1/session`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ email, password }),
  });
  return status;
}

/** The one that is printed on a line of its own. */
function passwordIn({ stdout }: Ended): string {
  return /^ {2}(\S{16})$/m.exec(stdout)?.[1] ?? "";
}

describe("switchboard agent", manyProcesses, () => {
  it("adds somebody who can sign in, gives them a new password, and removes them", async () => {
    const hub = await startHub();
    const email = "wang@example.com";
    const added = await agent(hub, "add", email, "--name", "王小明");
    expect(added).toMatchObject({ code: 0, stderr: "" });
    const first = passwordIn(added);
    expect(await signIn(hub, email, first)).toBe(201);

    const { stdout } = await agent(hub, "list");
    expect(stdout).toMatch(/^wang@example\.com +王小明 +agent +[-\da-f]{36}$/m);
    expect(stdout).toMatch(/^li\.na@example\.com +李娜 {4}admin/m);

    const second = passwordIn(await agent(hub, "reset-password", "Wang@Example.com"));
    expect(second).not.toBe(first);
    expect(await signIn(hub, email, first)).toBe(401);
    expect(await signIn(hub, email, second)).toBe(201);

    expect((await agent(hub, "remove", email)).code).toBe(2);
    expect((await agent(hub, "remove", email, "--yes")).stdout).toContain(`${email} is removed.`);
    expect(await signIn(hub, email, second)).toBe(401);
    const gone = await agent(hub, "reset-password", email);
    expect(gone.stderr).toContain(`There is no agent "${email}". switchboard agent list shows`);
  });

  it("makes admins when told, and answers programs in JSON", async () => {
    const hub = await startHub();
    const words = ["add", "tom@example.com", "--name", "Tom", "--role", "admin", "--json"];
    const made: unknown = JSON.parse((await agent(hub, ...words)).stdout);
    expect(made).toMatchObject({ email: "tom@example.com", role: "admin" });
    const listed: unknown = JSON.parse((await agent(hub, "list", "--json")).stdout);
    expect(listed).toHaveLength(2);
    expect(JSON.stringify(listed)).not.toContain("password");
  });

  const refused: readonly (readonly [words: readonly string[], code: number, says: RegExp])[] = [
    [["add", "tom@example.com"], 2, /--name is missing/],
    [
      ["add", "tom@example.com", "--name", "Tom", "--role", "boss"],
      2,
      /--role must be one of admin, agent/,
    ],
    [["add", "tom", "--name", "Tom"], 1, /email: Invalid email address/],
    [["add", "li.na@example.com", "--name", "Li"], 1, /Another agent has this e-mail address/],
    [["remove", "li.na@example.com", "--yes"], 1, /This is the only admin/],
    [["add", "a@example.com", "--name", "A", "--name", "B"], 2, /--name was given more than once/],
  ];
  it("says what is wrong with a call", async () => {
    const hub = await startHub();
    for (const [words, code, says] of refused) {
      const ended = await agent(hub, ...words);
      expect(ended.stderr).toMatch(says);
      expect(ended.code).toBe(code);
    }
  });
});

describe("switchboard openapi", () => {
  it("prints the description of a running hub, without a key", async () => {
    const { address } = await startHub();
    const { code, stdout } = await switchboard(["openapi"], { SWITCHBOARD_URL: address });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ openapi: expect.stringMatching(/^3\.1/) as string });
  });
});
