/** As `engines` in package.json says. This file must run on old versions too: it imports nothing. */
const least = [20, 19] as const;

/** What is wrong with the version of Node that runs this, as `20.11.0`; undefined when it will do. */
export function nodeProblem(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > least[0] || (major === least[0] && minor >= least[1])) return undefined;
  return `Switchboard needs Node ${least.join(".")} or later; this is Node ${version}. Install a newer one from https://nodejs.org.`;
}
