import { z } from "zod";
import type { Agents } from "../../../auth/agents.ts";
import { newPassword } from "../../fields.ts";
import { noContent, type Route, route } from "../../route.ts";

export const changeOwnPassword = (agents: Agents): Route =>
  route({
    method: "PUT",
    path: "/api/v1/agents/me/password",
    name: "changeOwnPassword",
    summary: "Change one's own password",
    description: "Ends all other sessions of the agent.",
    access: "signed-in",
    maxBodyBytes: 16 * 1024,
    body: z.strictObject({
      current: z.string().min(1).max(200).meta({ format: "password" }),
      next: newPassword,
    }),
    responses: { 204: noContent },
    problems: ["wrong-password", "too-many-attempts"],
    async handle({ actor, body, address, sessionToken, reply }) {
      await agents.changeOwnPassword(actor, { ...body, address, keep: sessionToken });
      return reply(204);
    },
  });
