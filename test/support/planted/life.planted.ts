import { describeFaults } from "./plant.ts";
import { lifeFaults } from "./life-faults.ts";

describeFaults(lifeFaults);
