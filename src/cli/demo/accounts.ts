import { randomBytes } from "node:crypto";
import type { App } from "../../app.ts";
import { permissionNames } from "../../auth/permissions.ts";
import { Failure } from "../failure.ts";

export interface Accounts {
  readonly email: string;
  readonly password: string;
  readonly apiKey: string;
}

/** Sets the hub up as its first admin would, with an API key that may do everything. */
export async function setUp({ auth, hubSettings }: App): Promise<Accounts> {
  const token = await auth.setup.ensureSetupToken();
  if (token === undefined) throw new Failure("The demo's database isn't empty.");
  const email = "demo@example.com";
  const password = randomBytes(9).toString("base64url");
  const admin = await auth.setup.complete({ token, email, name: "Demo", password });
  // There is everything already.
  await hubSettings.change("setup", { isSetupClosed: true });
  const { secret } = await auth.apiKeys.create(
    { ...admin, kind: "agent" },
    { name: "Demo", scopes: permissionNames },
  );
  return { email, password, apiKey: secret };
}
