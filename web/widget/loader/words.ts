/** The few words on the site's page; the chat itself brings its own. */
const words = {
  en: { open: "Open the chat", close: "Close the chat", frame: "Chat", unread: "unread" },
  zh: { open: "打开聊天", close: "关闭聊天", frame: "聊天", unread: "未读" },
};

export type Word = keyof typeof words.en;

export function wordsFor(locale: string): (word: Word) => string {
  const chosen = locale.toLowerCase().startsWith("zh") ? words.zh : words.en;
  return (word) => chosen[word];
}
