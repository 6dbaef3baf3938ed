import { describeFaults } from "./plant.ts";
import { sendingFaults } from "./sending-faults.ts";

describeFaults(sendingFaults);
