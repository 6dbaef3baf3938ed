import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { View } from "./views.ts";

interface Props {
  readonly view: View;
  readonly current: View;
  readonly count?: number | undefined;
  readonly children: ReactNode;
}

export function RailLink({ view, current, count = 0, children }: Props) {
  return (
    <Link
      to="/inbox/$view"
      params={{ view }}
      aria-current={view === current ? "page" : undefined}
      className="flex min-h-9 items-center gap-2 rounded-lg px-2 text-sm hover:bg-hover aria-[current]:bg-selected aria-[current]:font-medium"
    >
      {children}
      {count > 0 && (
        <span className="ms-auto text-xs tabular-nums text-soft">
          {count > 999 ? "999+" : count}
        </span>
      )}
    </Link>
  );
}
