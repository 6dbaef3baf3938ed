import { randomBytes } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** Who holds leases: a process, and how it tells which other ones are certainly gone. */
export interface LeaseOwner {
  readonly name: string;
  /** True only when the process of that name can't be running any more. */
  isDead(name: string): boolean;
}

/**
 * This process, named `<boot id>/<pid namespace>/<pid>/<nonce>`: where the first two agree, the pid can be looked up,
 * so that a hub that was killed is succeeded at once and not after the lease ran out.
 */
export function thisProcess(isRunning = processIsRunning): LeaseOwner {
  const machine = `${bootId()}/${pidNamespace()}`;
  const name = `${machine}/${process.pid}/${randomBytes(8).toString("hex")}`;
  return {
    name,
    isDead(other) {
      if (other === name || !other.startsWith(`${machine}/`)) return false;
      const pid = Number(other.slice(machine.length + 1).split("/")[0]);
      // Our own pid with another nonce: we got the number after that process was gone.
      return Number.isInteger(pid) && pid > 0 && (pid === process.pid || !isRunning(pid));
    },
  };
}

function processIsRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as somebody else.
    return !(error instanceof Error && "code" in error && error.code === "ESRCH");
  }
}

function bootId(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    // Not Linux. The host's name serves as well, except that a pid may be another program's after a reboot: then
    // the lease has to run out.
    return hostname();
  }
}

function pidNamespace(): string {
  try {
    return readlinkSync("/proc/self/ns/pid").replace(/\D/g, "");
  } catch {
    return "-";
  }
}
