import path from "node:path";
import { ownAdapters } from "../../app.ts";
import { AdapterRegistry } from "../../channels/registry.ts";
import { type Check, fail, type Finding, ok } from "./finding.ts";

const subject = "adapters";

/** Whether the packages of ADAPTER_PACKAGES are there, and their code can be loaded. */
export const checkAdapters: Check = async ({ ADAPTER_PACKAGES }) => {
  const registry = new AdapterRegistry(ownAdapters);
  const own = registry.names();
  await registry.addPackages(ADAPTER_PACKAGES, path.resolve("."));
  const findings: Finding[] = registry
    .problems()
    .map((one) =>
      fail(
        subject,
        `${one.package}: ${one.problem}`,
        "Install it, or take it out of ADAPTER_PACKAGES.",
      ),
    );
  for (const name of registry.names().filter((one) => !own.includes(one))) {
    try {
      const { displayName } = await registry.get(name);
      findings.push(ok(subject, `"${name}" (${displayName}) can be loaded`));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      findings.push(fail(subject, reason, "Mend its package, or take it out of ADAPTER_PACKAGES."));
    }
  }
  return findings;
};
