import { queryOptions, useQuery } from "@tanstack/react-query";
import { hub, HubError, onSignedOut, sessionBegan } from "../api/hub.ts";
import type { Session } from "../api/schema.ts";
import { client } from "../app/query-client.ts";
import { Store } from "../app/store.ts";
import { leave } from "../inbox/present.ts";

export type Permission = Session["permissions"][number];

const sessionQuery = queryOptions({
  queryKey: ["session"],
  // There is no page yet that could say that it waits.
  retry: false,
  queryFn: async (): Promise<Session | null> => {
    try {
      return await hub("getSession", {});
    } catch (error) {
      // Inside, it stays until somebody signs in again: its pages are still there.
      if (error instanceof HubError && error.code === "unauthenticated") {
        return client.getQueryData<Session>(["session"]) ?? null;
      }
      throw error;
    }
  },
});

/** Whoever is signed in, asked once. */
export function loadSession(): Promise<Session | null> {
  return client.query({ ...sessionQuery, staleTime: "static" });
}

/** Of a page that only somebody who signed in gets to see. */
export function useSession(): Session {
  const { data } = useQuery(sessionQuery);
  if (data === undefined || data === null) throw new Error("This page needs a session.");
  return data;
}

export function useMay(permission: Permission): boolean {
  return useSession().permissions.includes(permission);
}

/** Set while the session is over but its pages, with all that was typed, are still there. */
export const sessionEnded = new Store(false);

onSignedOut(() => {
  if (client.getQueryData(sessionQuery.queryKey) != null) sessionEnded.set(true);
});

export async function signIn(email: string, password: string): Promise<Session> {
  const session = await hub("createSession", { body: { email, password } });
  sessionBegan();
  client.setQueryData(sessionQuery.queryKey, session);
  return session;
}

export function begin(session: Session): void {
  client.setQueryData(sessionQuery.queryKey, session);
}

/** A whole new page: whoever comes next sees nothing of the one who left. What they wrote waits in this browser, under their id, and on the hub. */
export async function signOut(): Promise<void> {
  // Afterwards nobody would believe it.
  await leave();
  try {
    await hub("deleteSession", {});
  } catch (error) {
    if (!(error instanceof HubError) || error.code !== "unauthenticated") throw error;
  }
  location.assign("/sign-in");
}
