import { z } from "zod";
import type { Command } from "../command.ts";
import { HubClient, hubUrl } from "../hub-client.ts";
import { printJson } from "../output.ts";

/** The API's description, for generators of clients and for looking up. */
export const openapi: Command = {
  usage: "openapi",
  summary: "Print the OpenAPI description of a running hub's API",
  options: [hubUrl],
  async run({ options }) {
    const document = z.looseObject({ openapi: z.string() });
    printJson(await new HubClient(options).getPublic("/api/openapi.json", document));
  },
};
