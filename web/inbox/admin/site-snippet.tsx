import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Channel } from "../api/schema.ts";
import { Button } from "../ui/button.tsx";

/**
 * What goes into a site's pages to have the chat on them. By the adapter's name: this is the one platform that the hub
 * serves itself, and no capability would say more.
 */
export function SiteSnippet({ channel }: { readonly channel: Channel }) {
  const { t } = useTranslation();
  const [isCopied, setCopied] = useState(false);
  if (channel.adapter !== "webchat") return null;
  const snippet = snippetFor(channel);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(snippet);
    setCopied(true);
  };
  return (
    <section className="card grid gap-3" aria-labelledby="site-snippet">
      <h2 id="site-snippet" className="font-semibold">
        {t("snippet.title")}
      </h2>
      <p className="text-sm text-soft">{t("snippet.text")}</p>
      <code className="rounded bg-hover p-3 text-sm break-all select-all">{snippet}</code>
      {/* Browsers have it with HTTPS only; a click on the text selects all of it. */}
      {"clipboard" in navigator && (
        <div className="flex items-center gap-3">
          <Button onPress={() => void copy()}>{t("snippet.copy")}</Button>
          <span role="status" className="text-sm text-good">
            {isCopied && t("snippet.copied")}
          </span>
        </div>
      )}
    </section>
  );
}

/** The button's looks stand in it, for the button asks nothing of the hub before somebody presses it. */
function snippetFor({ id, settings }: Channel): string {
  const { colour, position } = (settings ?? {}) as Readonly<Record<string, unknown>>;
  const looks = [
    typeof colour === "string" && /^#[0-9a-f]{6}$/i.test(colour) ? ` data-colour="${colour}"` : "",
    position === "left" ? ' data-position="left"' : "",
  ].join("");
  return `<script async src="${location.origin}/widget/loader.js" data-channel="${id}"${looks}></script>`;
}
