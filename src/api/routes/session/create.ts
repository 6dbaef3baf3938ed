import { z } from "zod";
import type { SignIn } from "../../../auth/sign-in.ts";
import { emailAddress } from "../../fields.ts";
import { type Route, route } from "../../route.ts";
import { sessionSchema, sessionView } from "../../views/session.ts";

export const createSession = (signIn: SignIn): Route =>
  route({
    method: "POST",
    path: "/api/v1/session",
    name: "createSession",
    summary: "Sign in",
    description: "Answers with a session's cookie, which lasts 30 days from its last use.",
    access: "public",
    maxBodyBytes: 16 * 1024,
    body: z.strictObject({
      email: emailAddress,
      password: z.string().min(1).max(200).meta({ format: "password" }),
    }),
    responses: { 201: sessionSchema },
    problems: ["bad-credentials", "too-many-attempts"],
    async handle({ body, address, reply }) {
      const { agent, token } = await signIn.attempt({ ...body, address });
      return reply(201, sessionView(agent), { session: { start: token } });
    },
  });
