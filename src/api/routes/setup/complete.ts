import { z } from "zod";
import type { Auth } from "../../../auth/auth.ts";
import { emailAddress, line, locale, newPassword } from "../../fields.ts";
import { type Route, route } from "../../route.ts";
import { sessionSchema, sessionView } from "../../views/session.ts";

export const completeSetup = ({ setup, sessions }: Auth): Route =>
  route({
    method: "POST",
    path: "/api/v1/setup",
    name: "completeSetup",
    summary: "Make the first admin",
    description:
      "Takes the token of the one-time link that the hub prints at its first start, and signs the admin in.",
    access: "public",
    maxBodyBytes: 16 * 1024,
    body: z.strictObject({
      token: z.string().min(1).max(100).meta({ description: "What follows # in the link" }),
      email: emailAddress,
      name: line(100),
      password: newPassword,
      locale: locale.optional(),
    }),
    responses: { 201: sessionSchema },
    problems: ["setup-refused"],
    async handle({ body, reply }) {
      const agent = await setup.complete(body);
      return reply(201, sessionView(agent), { session: { start: await sessions.start(agent.id) } });
    },
  });
