import { useLayoutEffect, useRef, useState } from "react";

type Acts = Readonly<Record<string, (...given: never[]) => void>>;

/** Functions that stay the same from one drawing to the next, and do what the newest ones do: for what is drawn once. */
export function useStable<A extends Acts>(acts: A): A {
  const latest = useRef(acts);
  useLayoutEffect(() => {
    latest.current = acts;
  });
  const [stable] = useState(() => {
    const made = Object.keys(acts).map((name) => [
      name,
      (...given: never[]) => latest.current[name]?.(...given),
    ]);
    // It has the names of what it stands for, and takes what they take.
    return Object.fromEntries(made) as A;
  });
  return stable;
}
