/** The words of what is seen and heard in a conversation, and of finding one's way in it. */
export const media = {
  "date.open": "Go to a date…",
  "date.title": "Go to a date",
  "date.day": "Day",
  "date.go": "Go there",
  "picture.from": "Picture from {{name}}",
  "picture.previous": "Previous picture",
  "picture.next": "Next picture",
  "picture.closer": "Zoom in",
  "picture.further": "Zoom out",
  "sound.play": "Play",
  "sound.pause": "Pause",
  "sound.position": "Position",
  "sound.at": "{{at}} of {{length}}",
  "sound.speed": "Speed: {{speed}}. Change",
  "sound.broken": "This browser can't play it.",
} as const;
