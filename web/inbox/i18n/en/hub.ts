/** The words of the hub itself: its platforms, its settings, how it is set up. */
export const hub = {
  "platform.telegram": "Telegram",
  "platform.whatsapp": "WhatsApp",
  "platform.wechat": "WeChat",
  "channels.onePerLine": "One in each line.",
  "platform.webchat": "Website chat",
  "setup.title": "Set up Switchboard",
  "setup.intro": "You are the first one here: make the account of the admin.",
  "setup.name": "Your name",
  "setup.password": "Password, at least 10 characters",
  "setup.create": "Create the account",
  "setup.noToken":
    "Open the one-time link that the hub printed when it started. Lost it? A restart prints a new one.",
  "setup.refused": "This link is used, too old or wrong. Restart the hub for a new one.",
  "setup.signIn": "I have an account: sign in",
  "setup.done": "The hub is yours",
  "setup.next": "What would you like to do first? Everything can also be done later.",
  "setup.connect": "Connect a channel",
  "setup.invite": "Add colleagues",
  "setup.later": "Go to the inbox",
} as const;
