// oxlint-disable typescript/only-throw-error -- it is how the router is told to redirect
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { findPosition } from "../inbox/live.ts";
import { isView } from "../inbox/views.ts";
import { Inbox } from "../inbox/inbox.tsx";
import { loadSession } from "../session/session.ts";
import { SignInPage } from "../session/sign-in-page.tsx";
import { Frame } from "./frame.tsx";
import { LoadProblem } from "./load-problem.tsx";
import { NotFound } from "./not-found.tsx";

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound });

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/inbox/$view", params: { view: "open" } });
  },
});

const setup = createRoute({
  getParentRoute: () => root,
  path: "/setup",
  component: lazyRouteComponent(() => import("../session/setup-page.tsx"), "SetupPage"),
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: ({ next }: Readonly<Record<string, unknown>>): { next?: string } =>
    typeof next === "string" ? { next } : {},
  component: SignInPage,
});

/** Everything that only somebody who signed in gets to see. */
const inside = createRoute({
  getParentRoute: () => root,
  id: "inside",
  beforeLoad: async ({ location }) => {
    const session = await loadSession();
    if (session === null) throw redirect({ to: "/sign-in", search: { next: location.href } });
    await findPosition();
    return { session };
  },
  component: Frame,
});

const inboxHome = createRoute({
  getParentRoute: () => inside,
  path: "/inbox",
  beforeLoad: () => {
    throw redirect({ to: "/inbox/$view", params: { view: "open" } });
  },
});

const checkView = ({ params }: { readonly params: { readonly view: string } }): void => {
  if (!isView(params.view)) throw redirect({ to: "/inbox/$view", params: { view: "open" } });
};

const view = createRoute({
  getParentRoute: () => inside,
  path: "/inbox/$view",
  beforeLoad: checkView,
  component: Inbox,
});

/** Where to begin to read: at a message, or at the first one from a time on. */
const checkPlace = ({
  message,
  from,
}: Readonly<Record<string, unknown>>): { message?: string; from?: string } => {
  if (typeof message === "string") return { message };
  return typeof from === "string" ? { from } : {};
};

const conversation = createRoute({
  getParentRoute: () => view,
  path: "$conversationId",
  validateSearch: checkPlace,
});

const settings = createRoute({
  getParentRoute: () => inside,
  path: "/settings",
  component: lazyRouteComponent(() => import("../admin/settings.tsx"), "Settings"),
});

const settingsHome = createRoute({
  getParentRoute: () => settings,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/settings/me" });
  },
});

const me = createRoute({
  getParentRoute: () => settings,
  path: "me",
  component: lazyRouteComponent(() => import("../admin/me.tsx"), "Me"),
});

const shortcuts = createRoute({
  getParentRoute: () => settings,
  path: "shortcuts",
  component: lazyRouteComponent(() => import("../admin/shortcuts-page.tsx"), "ShortcutsPage"),
});

const labels = createRoute({
  getParentRoute: () => settings,
  path: "labels",
  component: lazyRouteComponent(() => import("../admin/labels.tsx"), "Labels"),
});

const channels = createRoute({
  getParentRoute: () => settings,
  path: "channels",
  component: lazyRouteComponent(() => import("../admin/channels.tsx"), "Channels"),
});

const newChannel = createRoute({
  getParentRoute: () => settings,
  path: "channels/new",
  component: lazyRouteComponent(() => import("../admin/new-channel.tsx"), "NewChannel"),
});

const channel = createRoute({
  getParentRoute: () => settings,
  path: "channels/$channelId",
  component: lazyRouteComponent(() => import("../admin/channel-page.tsx"), "ChannelPage"),
});

const setupSteps = createRoute({
  getParentRoute: () => settings,
  path: "setup",
  component: lazyRouteComponent(() => import("../admin/setup.tsx"), "Setup"),
});

const hubSettings = createRoute({
  getParentRoute: () => settings,
  path: "hub",
  component: lazyRouteComponent(() => import("../admin/hub-page.tsx"), "HubPage"),
});

const cannedReplies = createRoute({
  getParentRoute: () => settings,
  path: "canned-replies",
  component: lazyRouteComponent(() => import("../admin/canned-replies.tsx"), "CannedReplies"),
});

const agents = createRoute({
  getParentRoute: () => settings,
  path: "agents",
  component: lazyRouteComponent(() => import("../admin/agents.tsx"), "Agents"),
});

const keys = createRoute({
  getParentRoute: () => settings,
  path: "api-keys",
  component: lazyRouteComponent(() => import("../admin/api-keys.tsx"), "ApiKeys"),
});

const audit = createRoute({
  getParentRoute: () => settings,
  path: "audit",
  component: lazyRouteComponent(() => import("../admin/audit.tsx"), "Audit"),
});

export const router = createRouter({
  // Of a filter in an address, so that it can be read.
  pathParamsAllowedCharacters: ["=", "&", ","],
  routeTree: root.addChildren([
    home,
    setup,
    signIn,
    inside.addChildren([
      inboxHome,
      view.addChildren([conversation]),
      settings.addChildren([
        settingsHome,
        me,
        shortcuts,
        setupSteps,
        hubSettings,
        labels,
        channels,
        newChannel,
        channel,
        cannedReplies,
        agents,
        keys,
        audit,
      ]),
    ]),
  ]),
  defaultPreload: "intent",
  defaultErrorComponent: LoadProblem,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
