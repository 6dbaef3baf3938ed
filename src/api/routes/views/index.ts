import type { SavedViews } from "../../../inbox/saved-views.ts";
import type { Route } from "../../route.ts";
import { addView } from "./add.ts";
import { changeView } from "./change.ts";
import { countViews } from "./count.ts";
import { listViews } from "./list.ts";
import { removeView } from "./remove.ts";

export const viewRoutes = (views: SavedViews): readonly Route[] => [
  listViews(views),
  countViews(views),
  addView(views),
  changeView(views),
  removeView(views),
];
