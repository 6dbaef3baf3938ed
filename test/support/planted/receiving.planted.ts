import { describeFaults } from "./plant.ts";
import { receivingFaults } from "./receiving-faults.ts";

describeFaults(receivingFaults);
