import { ChannelError, type ChannelSession, type Clock } from "../adapter/index.ts";
import { ChannelProblem } from "./problems.ts";

const logoutWithinMs = 30_000;

/** Ends the account's session at the platform, where it can be done. @throws ChannelProblem when it wasn't confirmed. */
export async function logOutAtPlatform(
  session: ChannelSession | undefined,
  clock: Clock,
): Promise<void> {
  if (session === undefined) {
    throw new ChannelProblem(
      "channel-not-running",
      "The channel has to be running here to be logged out at the platform; reconnect it first.",
    );
  }
  const over = new AbortController();
  const late = clock.sleep(logoutWithinMs, over.signal).then(() => {
    throw new ChannelError({ code: "timeout", outcome: "unknown" });
  });
  late.catch(() => undefined);
  try {
    await Promise.race([(async () => await session.logout?.(over.signal))(), late]);
  } catch (error) {
    const { message } = ChannelError.from(error);
    throw new ChannelProblem(
      "logout-failed",
      `The platform did not confirm the logout: ${message}`,
      error,
    );
  } finally {
    over.abort(new Error("The logout is over."));
  }
}
