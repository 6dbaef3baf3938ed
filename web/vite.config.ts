import { fileURLToPath } from "node:url";
import optimizeLocales from "@react-aria/optimize-locales-plugin";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** Started by build.mjs, which says where the pages go. */
export default defineConfig({
  root: fileURLToPath(new URL("inbox", import.meta.url)),
  base: "/",
  // The components' own words come in the languages of our pages only.
  plugins: [
    { ...optimizeLocales.vite({ locales: ["en-US", "zh-CN"] }), enforce: "pre" },
    react(),
    tailwindcss(),
  ],
  build: {
    emptyOutDir: true,
    // Inlined files would be data: addresses, which the policy doesn't let scripts and fonts have.
    assetsInlineLimit: 0,
    // The polyfill is an inline script in all but name; every browser that runs the rest has the real thing.
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    target: "es2022",
  },
});
