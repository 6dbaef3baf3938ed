import { useState } from "react";
import { useTranslation } from "react-i18next";
import { problemText } from "./problem-text.ts";

interface Attempts {
  /** Why the last one failed, in words. */
  readonly problem: string | undefined;
  readonly isBusy: boolean;
  /** Resolves with whether it worked. */
  readonly attempt: (work: () => Promise<unknown>) => Promise<boolean>;
  readonly dismiss: () => void;
}

/** What a form or a button does at the hub, which may say no. `wordsFor`: where it means something else than usual. */
export function useAttempt(
  wordsFor: (error: unknown) => string | undefined = () => undefined,
): Attempts {
  const { t } = useTranslation();
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  return {
    problem,
    isBusy,
    async attempt(work) {
      setBusy(true);
      setProblem(undefined);
      try {
        await work();
        return true;
      } catch (error) {
        setProblem(wordsFor(error) ?? problemText(error, t));
        return false;
      } finally {
        setBusy(false);
      }
    },
    dismiss: () => setProblem(undefined),
  };
}
