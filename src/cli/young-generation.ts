import { setFlagsFromString } from "node:v8";

/**
 * Loading the hub makes far more objects than it keeps. V8 answers by growing the part of the heap where objects are
 * young, and never gives that back: 25 MB that an idle hub has no use for. So it is held small until the hub is ready.
 */
export function holdYoungGenerationSmall(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
}

/** From here on it grows with the work, as V8 means it to. */
export function letYoungGenerationGrow(): void {
  setFlagsFromString("--semi-space-growth-factor=2");
}
