import { type PointerEvent, type RefObject, useEffect, useRef, useState } from "react";

/** How much larger it is, and by how many pixels its middle is moved. */
interface View {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

const whole: View = { scale: 1, x: 0, y: 0 };
const most = 8;
const step = 1.5;
const middle: Point = { x: 0, y: 0 };

/** Looks closer at what stands in the middle of a box: by wheel, two fingers, double click, or the calls. Another one is seen whole. */
export function useZoom(box: RefObject<HTMLElement | null>, pictureId: string) {
  const [view, setView] = useState(whole);
  const [shownId, setShownId] = useState(pictureId);
  if (shownId !== pictureId) {
    setShownId(pictureId);
    setView(whole);
  }
  const pointers = useRef(new Map<number, Point>());

  const zoom = (factor: number, at: Point = middle): void =>
    setView((before) => within(box.current, zoomed(before, factor, at)));
  const move = (x: number, y: number): void =>
    setView((before) => within(box.current, { ...before, x: before.x + x, y: before.y + y }));

  useEffect(() => {
    const element = box.current;
    const onWheel = (event: WheelEvent): void => {
      // Else it is the window that the browser makes larger.
      event.preventDefault();
      const at = fromMiddle(element, event);
      const factor = Math.exp(-event.deltaY / 400);
      setView((before) => within(element, zoomed(before, factor, at)));
    };
    element?.addEventListener("wheel", onWheel, { passive: false });
    return () => element?.removeEventListener("wheel", onWheel);
  }, [box]);

  const handlers = {
    onPointerDown(event: PointerEvent<HTMLElement>): void {
      event.currentTarget.setPointerCapture(event.pointerId);
      pointers.current.set(event.pointerId, fromMiddle(box.current, event));
    },
    onPointerMove(event: PointerEvent<HTMLElement>): void {
      const before = pointers.current.get(event.pointerId);
      if (before === undefined) return;
      const now = fromMiddle(box.current, event);
      const [other] = [...pointers.current].filter(([id]) => id !== event.pointerId);
      pointers.current.set(event.pointerId, now);
      if (other === undefined) {
        if (view.scale > 1) move(now.x - before.x, now.y - before.y);
        return;
      }
      const [, still] = other;
      zoom(distance(now, still) / Math.max(1, distance(before, still)), between(now, still));
    },
    onPointerUp: (event: PointerEvent): void => void pointers.current.delete(event.pointerId),
    onPointerCancel: (event: PointerEvent): void => void pointers.current.delete(event.pointerId),
    onDoubleClick(event: { readonly clientX: number; readonly clientY: number }): void {
      if (view.scale > 1) setView(whole);
      else zoom(2.5, fromMiddle(box.current, event));
    },
  };
  return {
    scale: view.scale,
    transform: `translate(${view.x}px, ${view.y}px) scale(${view.scale})`,
    handlers,
    move,
    closer: () => zoom(step),
    further: () => zoom(1 / step),
    reset: () => setView(whole),
  };
}

/** The same point stays under the pointer. */
function zoomed({ scale, x, y }: View, factor: number, at: Point): View {
  const to = Math.min(most, Math.max(1, scale * factor));
  const ratio = to / scale;
  return { scale: to, x: at.x - (at.x - x) * ratio, y: at.y - (at.y - y) * ratio };
}

/** Never so far that nothing is seen of it. */
function within(box: HTMLElement | null, { scale, x, y }: View): View {
  const clamp = (value: number, size = 0): number => {
    const furthest = ((scale - 1) * size) / 2;
    return Math.min(furthest, Math.max(-furthest, value));
  };
  return { scale, x: clamp(x, box?.clientWidth), y: clamp(y, box?.clientHeight) };
}

function fromMiddle(
  box: HTMLElement | null,
  { clientX, clientY }: { readonly clientX: number; readonly clientY: number },
): Point {
  if (box === null) return middle;
  const { left, top, width, height } = box.getBoundingClientRect();
  return { x: clientX - left - width / 2, y: clientY - top - height / 2 };
}

const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);
const between = (a: Point, b: Point): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
