/** The words of the pages as something that is installed and renewed. */
export const shell = {
  "offline.title": "No connection",
  "update.text": "There is a new version of Switchboard.",
  "update.load": "Load it",
} as const;
