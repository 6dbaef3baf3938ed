import { volumeSuite } from "./support/volume.ts";

// The fault suite runs 100,000; EVENTS sets any number.
volumeSuite(Number(process.env["EVENTS"] ?? 20_000), 120_000);
