import type { LoginPrompt } from "../adapter/index.ts";
import { ChannelProblem } from "./problems.ts";

interface Shown {
  readonly prompt: LoginPrompt;
  readonly answer: (answers: Readonly<Record<string, string>>) => void;
}

/** What operators have to do to log a channel in. In memory only: a QR code is as good as a password. */
export class LoginPrompts {
  readonly #shown = new Map<string, Shown>();
  readonly #changed: (channelId: string) => void;

  /** `changed` is told that there is something else to see, not what. */
  constructor(changed: (channelId: string) => void) {
    this.#changed = changed;
  }

  /** Shows a step in place of the one before. Resolves with the answers of an `input`, else at once. */
  show(
    channelId: string,
    prompt: LoginPrompt,
    signal: AbortSignal,
  ): Promise<Readonly<Record<string, string>>> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason as Error);
        return;
      }
      const giveUp = (): void => {
        if (this.#shown.get(channelId) === shown) this.clear(channelId);
        reject(signal.reason as Error);
      };
      const answer = (answers: Readonly<Record<string, string>>): void => {
        signal.removeEventListener("abort", giveUp);
        resolve(answers);
      };
      const shown: Shown = { prompt, answer };
      // A step that is replaced stays unanswered: its session asked again, and waits for that one.
      this.#shown.set(channelId, shown);
      this.#changed(channelId);
      if (prompt.type === "input") signal.addEventListener("abort", giveUp, { once: true });
      else answer({});
    });
  }

  /** What is asked for now. An expired QR code is none. */
  prompt(channelId: string, now: Date): LoginPrompt | undefined {
    const prompt = this.#shown.get(channelId)?.prompt;
    if (prompt?.type === "qr" && prompt.expiresAt !== undefined && prompt.expiresAt <= now) {
      return undefined;
    }
    return prompt;
  }

  /** @throws ChannelProblem `login-step-over` when another step is shown by now, or a needed field is missing. */
  answer(channelId: string, stepId: string, answers: Readonly<Record<string, string>>): void {
    const shown = this.#shown.get(channelId);
    if (shown?.prompt.stepId !== stepId || shown.prompt.type !== "input") {
      throw new ChannelProblem("login-step-over", "This login step is over; look at the new one.");
    }
    const taken: Record<string, string> = {};
    for (const { id, label, pattern } of shown.prompt.fields) {
      const value = Object.hasOwn(answers, id) ? answers[id] : undefined;
      if (value === undefined || (pattern !== undefined && !matches(pattern, value))) {
        throw new ChannelProblem("settings-invalid", `${label}: is missing or has the wrong form`);
      }
      taken[id] = value;
    }
    this.clear(channelId);
    shown.answer(taken);
  }

  clear(channelId: string): void {
    if (this.#shown.delete(channelId)) this.#changed(channelId);
  }
}

/** As the `pattern` of an HTML input does: the whole value. A broken pattern is the adapter's fault, not the operator's. */
function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`, "u").test(value);
  } catch {
    return true;
  }
}
