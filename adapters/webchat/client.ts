import { errors, jwtVerify } from "jose";

/** What the operator's site says of who is signed in there. */
export interface Signed {
  readonly sub: string;
  readonly name?: string;
  readonly email?: string;
}

/** Undefined when the token isn't one of ours: forged, run out, of another algorithm, without who or until when. */
export async function verify(
  token: string,
  secret: string,
  now: Date,
): Promise<Signed | undefined> {
  try {
    const { payload } = await jwtVerify(token, new TextEncoder().encode(secret), {
      algorithms: ["HS256"],
      requiredClaims: ["sub", "exp"],
      currentDate: now,
    });
    const { sub, name, email } = payload;
    if (typeof sub !== "string" || sub === "" || sub.length > 200) return undefined;
    return {
      sub,
      ...(typeof name === "string" && { name: name.slice(0, 100) }),
      ...(typeof email === "string" && { email: email.slice(0, 200) }),
    };
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined;
    throw error;
  }
}
