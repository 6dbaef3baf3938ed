/** The words of API keys. */
export const apiKeys = {
  "keys.text": "Programs reach the hub with an API key.",
  "keys.docs": "All the hub can do over HTTP",
  "keys.add": "Make an API key",
  "keys.name": "What it is for",
  "keys.scopes": "What it may do",
  "keys.secret": "Copy it now: it is shown only this once",
  "keys.revoke": "Revoke",
  "keys.revokeText": "Programs that use “{{name}}” stop working at once.",
  "keys.neverUsed": "Never used",
  "keys.lastUsed": "Last used: {{time}}",
} as const;
