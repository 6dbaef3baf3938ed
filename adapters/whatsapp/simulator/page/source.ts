import { openLink } from "./link.ts";
import { Chat, Collection, Emitter, Message, Model, MsgKey, Wid } from "./models.ts";
import { provideModules, travellingFields } from "./modules.ts";

/** The stand-in for https://web.whatsapp.com/, whole: its classes and functions as source text. */
export function pageSource(missing: readonly string[]): string {
  const classes = Object.entries({ Emitter, Model, Wid, MsgKey, Message, Collection, Chat });
  const settings = JSON.stringify({ missing, travelling: travellingFields });
  const script = `
    // Some compilers wrap functions in a call of this to keep their names.
    globalThis.__name ??= (value) => value;
    {
      ${classes.map(([name, code]) => `const ${name} = ${String(code)};`).join("\n")}
      const models = { ${classes.map(([name]) => name).join(", ")} };
      const link = (${String(openLink)})(models);
      (${String(provideModules)})(models, link, ${settings});
    }`;
  return `<!doctype html><html><head><title>WhatsApp</title></head><body><div id="app"></div><script>${script.replaceAll("</script", "<\\/script")}</script></body></html>`;
}
