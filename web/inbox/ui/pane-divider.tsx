import type { KeyboardEvent, PointerEvent } from "react";
import { type Store, useStore } from "../app/store.ts";

interface Props {
  readonly label: string;
  /** Of the pane beside it. */
  readonly width: Store<number>;
  readonly min: number;
  readonly max: number;
  /** Whether that pane lies before the divider, as one reads, or after it. */
  readonly pane: "before" | "after";
  /** From which width of the window on the pane stands beside another one. */
  readonly look: string;
}

const step = 16;

/** Makes a pane wider or narrower: by dragging, or by the arrow keys. */
export function PaneDivider({ label, width, min, max, pane, look }: Props) {
  const value = useStore(width);
  const grow = (by: number): void => width.set(Math.min(max, Math.max(min, width.value + by)));
  /** Which way is outward, on the screen. */
  const sign = (element: Element): number =>
    (getComputedStyle(element).direction === "rtl" ? -1 : 1) * (pane === "before" ? 1 : -1);
  const onKeyDown = (event: KeyboardEvent): void => {
    const outward = sign(event.currentTarget);
    if (event.key === "ArrowRight") grow(step * outward);
    else if (event.key === "ArrowLeft") grow(-step * outward);
    else if (event.key === "Home") width.set(min);
    else if (event.key === "End") width.set(max);
    else return;
    event.preventDefault();
  };
  const onPointerMove = (event: PointerEvent): void => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    grow(event.movementX * sign(event.currentTarget));
  };
  return (
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={value}
      aria-valuemin={min}
      aria-valuemax={max}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={onPointerMove}
      className={`-mx-1 hidden w-2 flex-none cursor-col-resize touch-none hover:bg-accent/40 focus-visible:bg-accent ${look}`}
    />
  );
}
