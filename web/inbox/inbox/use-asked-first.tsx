import { type ReactNode, useState } from "react";
import { Confirm, type Question } from "../ui/confirm.tsx";

interface AskedFirst<T> {
  /** Does it at once, or when the agent has said yes. */
  readonly guard: (given: T) => void;
  readonly dialog: ReactNode;
}

/** Asks before something is done, as long as there is a question. */
export function useAskedFirst<T>(
  question: Omit<Question, "onYes"> | undefined,
  act: (given: T) => void,
): AskedFirst<T> {
  const [held, setHeld] = useState<{ readonly given: T }>();
  const asked = held && question && { ...question, onYes: () => act(held.given) };
  return {
    guard: (given) => (question === undefined ? act(given) : setHeld({ given })),
    dialog: <Confirm question={asked} onClose={() => setHeld(undefined)} />,
  };
}
