import { volumeSuite } from "../support/volume.ts";
import { scale } from "./scale.ts";

volumeSuite(scale.events, 600_000);
