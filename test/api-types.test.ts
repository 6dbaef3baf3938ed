import { expect, it } from "vitest";
import { useApi } from "./support/api.ts";
import { apiTypes, type OpenApi } from "./support/api-types.ts";
import { useDatabase } from "./support/database.ts";

const api = useApi(useDatabase("sqlite"));

it("the pages know the API as it is", async () => {
  const types = apiTypes(api().api.openApi as unknown as OpenApi);
  await expect(types).toMatchFileSnapshot("../web/inbox/api/schema.ts");
});
