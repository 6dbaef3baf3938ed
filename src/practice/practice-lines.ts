export const languages = ["en", "zh-CN"] as const;
export type Language = (typeof languages)[number];

interface Lines {
  readonly name: string;
  readonly first: string;
  /** What the customer says to each of our messages, in turn. */
  readonly answers: readonly string[];
}

/** What the customer who is made up says. */
export const lines: Readonly<Record<Language, Lines>> = {
  en: {
    name: "Alex (simulated)",
    first: "Hello! I am a simulated customer. Do you have this cup in blue?",
    answers: [
      "Thank you, that was quick! How long does shipping take?",
      "Great. Then I'd like two of them, please.",
      "Perfect, thanks!",
    ],
  },
  "zh-CN": {
    name: "小王（模拟）",
    first: "你好！我是模拟客户。请问这款杯子有蓝色的吗？",
    answers: ["谢谢，回复真快！请问多久能寄到？", "好的，那我要两个。", "太好了，谢谢！"],
  },
};
