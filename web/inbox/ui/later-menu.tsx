import { type ComponentProps, lazy, Suspense } from "react";

const Menu = lazy(async () => ({ default: (await import("./menu.tsx")).Menu }));

/** A menu whose code comes after the page: nobody opens one before they see it. */
export function LaterMenu(props: ComponentProps<typeof Menu>) {
  return (
    <Suspense fallback={<span className="icon-button" />}>
      <Menu {...props} />
    </Suspense>
  );
}
