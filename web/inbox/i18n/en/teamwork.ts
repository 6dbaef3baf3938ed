/** The words of what agents do beside each other: who is where. */
export const teamwork = {
  "colleagues.viewing_one": "{{names}} is looking at this",
  "colleagues.viewing_other": "{{names}} are looking at this",
  "colleagues.writing_one": "{{names}} is writing a reply",
  "colleagues.writing_other": "{{names}} are writing replies",
  "collision.title_one": "{{names}} is writing to them too",
  "collision.title_other": "{{names}} are writing to them too",
  "collision.text": "The customer may get two answers. Send yours now?",
  "collision.send": "Send anyway",
} as const;
