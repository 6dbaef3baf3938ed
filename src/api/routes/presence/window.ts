import { z } from "zod";

export const pathOfWindow = "/api/v1/presence/:windowId";

export const windowParams = z.object({
  windowId: z
    .string()
    .regex(/^[\w-]{1,64}$/)
    .meta({ description: "Chosen by the client, one for each window of it" }),
});

/** With the usual limits: 240 a minute, for all windows of an agent together. */
export const presenceWeight = 25;
