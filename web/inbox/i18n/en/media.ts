/** The words of what is seen and heard in a conversation, and of finding one's way in it. */
export const media = {
  "date.open": "Go to a date…",
  "date.title": "Go to a date",
  "date.day": "Day",
  "date.go": "Go there",
} as const;
