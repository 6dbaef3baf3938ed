import type { Drafts } from "../../../inbox/drafts.ts";
import type { Route } from "../../route.ts";
import { listDrafts } from "./list.ts";
import { saveDraft } from "./save.ts";

export const draftRoutes = (drafts: Drafts): readonly Route[] => [
  listDrafts(drafts),
  saveDraft(drafts),
];
