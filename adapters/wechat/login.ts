import type { LoginPrompt, SessionContext } from "switchboard/adapter";
import type { ScanState } from "./payloads.ts";
import type { WechatSettings } from "./settings.ts";

/** What the operator reads, for people who read the one language or the other. */
const instructions = {
  scan: "打开手机微信 → 扫一扫。 · Open WeChat on the phone → Scan.",
  confirm: "已扫描，请在手机上确认登录。 · Scanned. Confirm the login on the phone.",
  wait: "已确认，正在登录… · Confirmed. Logging in…",
  expired: "二维码已过期，正在获取新的二维码… · The code has expired. A new one is on its way…",
  cancelled:
    "已在手机上取消，正在获取新的二维码… · Cancelled on the phone. A new code is on its way…",
} as const;

/** Shows the operator where the login stands. The code itself is shown to nobody else, and never logged. */
export class Login {
  readonly #context: SessionContext<WechatSettings>;
  #code: string | undefined;

  constructor(context: SessionContext<WechatSettings>) {
    this.#context = context;
  }

  /** True: the next word has to come from the puppet, soon. */
  show(state: ScanState, code: string | undefined, signal: AbortSignal): boolean {
    switch (state) {
      case "waiting":
      case "unknown":
        if (code === undefined || code === "") return true;
        if (code === this.#code) return false;
        this.#code = code;
        this.#prompt(
          { stepId: "scan", type: "qr", data: code, instructions: instructions.scan },
          signal,
        );
        return false;
      case "scanned":
        this.#wait("confirm-on-phone", instructions.confirm, signal);
        return false;
      case "confirmed":
        this.#wait("confirmed", instructions.wait, signal);
        return true;
      case "timeout":
      case "cancelled":
        this.#code = undefined;
        this.#wait(
          state === "timeout" ? "code-expired" : "cancelled-on-phone",
          state === "timeout" ? instructions.expired : instructions.cancelled,
          signal,
        );
        return true;
    }
  }

  #wait(stepId: string, words: string, signal: AbortSignal): void {
    this.#prompt({ stepId, type: "wait", instructions: words }, signal);
  }

  #prompt(prompt: LoginPrompt, signal: AbortSignal): void {
    this.#context.login(prompt, signal).catch((error: unknown) => {
      if (!signal.aborted) this.#context.log.warn({ error }, "A login step could not be shown.");
    });
  }
}
