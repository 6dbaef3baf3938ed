import { z } from "zod";
import { labelColours, type Labels } from "../../../inbox/labels.ts";
import { id, line } from "../../fields.ts";
import { inboxActor } from "../../inbox-actor.ts";
import { noContent, type Route, route } from "../../route.ts";

const path = "/api/v1/labels";

const words = z.strictObject({
  name: line(50),
  colour: z.enum(labelColours),
  description: line(200).or(z.literal("")).meta({ description: "When to use it; may be empty" }),
});

const labelSchema = z
  .object({ id, name: z.string(), colour: z.enum(labelColours), description: z.string() })
  .meta({ id: "Label", description: "What a conversation may be labelled with" });

const params = z.object({ labelId: id });

export const labelRoutes = (labels: Labels): readonly Route[] => [
  route({
    method: "GET",
    path,
    name: "listLabels",
    summary: "All labels, by their names",
    description: "One that a conversation is given for the first time comes to them by itself.",
    access: "conversations:read",
    responses: { 200: z.object({ items: z.array(labelSchema) }) },
    async handle({ reply }) {
      return reply(200, { items: [...(await labels.list())] });
    },
  }),
  route({
    method: "POST",
    path,
    name: "createLabel",
    summary: "Add a label",
    description: "`conflict`: there is one of that name.",
    access: "labels:manage",
    body: words,
    responses: { 201: labelSchema },
    problems: ["conflict"],
    async handle({ actor, body, reply }) {
      return reply(201, await labels.create(inboxActor(actor), body));
    },
  }),
  route({
    method: "PUT",
    path: `${path}/:labelId`,
    name: "changeLabel",
    summary: "Change a label",
    description:
      "A new name is the new name on every conversation that has it. `conflict`: there is one of that name.",
    access: "labels:manage",
    params,
    body: words,
    responses: { 200: labelSchema },
    problems: ["conflict"],
    async handle({ actor, params: { labelId }, body, reply }) {
      return reply(200, await labels.change(inboxActor(actor), labelId, body));
    },
  }),
  route({
    method: "DELETE",
    path: `${path}/:labelId`,
    name: "removeLabel",
    summary: "Remove a label",
    description: "Also from every conversation that has it.",
    access: "labels:manage",
    params,
    responses: { 204: noContent },
    async handle({ actor, params: { labelId }, reply }) {
      await labels.remove(inboxActor(actor), labelId);
      return reply(204);
    },
  }),
];
