import { useEffect, useState } from "react";

/** So long after the last key. */
const restMs = 200;

/** The text once nobody has typed for a moment: what an input method shows on the way isn't looked for. */
export function useRested(text: string): string {
  const [rested, setRested] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), restMs);
    return () => clearTimeout(timer);
  }, [text]);
  return rested;
}
