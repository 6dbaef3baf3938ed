import type { WebhookResponse } from "switchboard/adapter";

/** The document of the chat's frame. It is the same for everybody: who looks at it shows only in later calls. */
export function frame(allowedOrigins: readonly string[]): WebhookResponse {
  const ancestors = allowedOrigins.length === 0 ? "*" : allowedOrigins.join(" ");
  return {
    status: 200,
    headers: {
      "Content-Type": "text/html; charset=utf-8",
      "Content-Security-Policy":
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data: blob:; " +
        "media-src 'self' blob:; form-action 'none'; base-uri 'none'; " +
        `frame-ancestors ${ancestors}`,
      "Referrer-Policy": "no-referrer",
      "Cache-Control": "no-cache",
    },
    body: `<!doctype html>
<html>
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
    <title>Chat</title>
    <link rel="stylesheet" href="/widget/chat.css" />
    <script type="module" src="/widget/chat.js"></script>
  </head>
  <body></body>
</html>
`,
  };
}
