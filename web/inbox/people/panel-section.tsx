import { type ReactNode, useId } from "react";

interface Props {
  readonly title: string;
  readonly children: ReactNode;
}

/** A part of the panel under its own heading. */
export function PanelSection({ title, children }: Props) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="grid gap-2">
      <h2 id={id} className="text-xs font-medium text-soft">
        {title}
      </h2>
      {children}
    </section>
  );
}
