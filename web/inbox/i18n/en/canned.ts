/** The words of replies that are kept ready. */
export const canned = {
  "canned.list": "Canned replies",
  "canned.unfilledTitle": "Send it with {{variables}} in it?",
  "canned.unfilledText":
    "There is no value for it in this conversation. The customer would see it as it stands there.",
  "canned.unfilledSend": "Send as it is",
  "settings.canned": "Canned replies",
  "canned.text":
    "Type / in the composer to use one. Those of everybody are kept by admins; your own are yours alone.",
  "canned.search": "Search",
  "canned.none": "There is none yet.",
  "canned.noneFound": "None of them has that.",
  "canned.add": "Add a canned reply",
  "canned.edit": "Edit",
  "canned.editOf": "Edit /{{code}}",
  "canned.remove": "Remove",
  "canned.removeText": "/{{code}} can't be brought back.",
  "canned.code": "Short code",
  "canned.codeHint": "Letters, digits, - and _, in any language",
  "canned.title": "Title",
  "canned.inEnglish": "Text in English",
  "canned.inChinese": "Text in Chinese",
  "canned.variables": "In one language or both. These are filled in: {{variables}}",
  "canned.isShared": "For everybody",
  "canned.shared": "Everybody's",
  "canned.own": "Only mine",
  "canned.oneText": "Write a text in one language at least.",
} as const;
