import { defineConfig } from "vite";

// The page itself is made by the server (view.py), which reads the manifest for the hashed names.
export default defineConfig({
  // Relative addresses, so that STATIC_URL is the server's business alone.
  base: "./",
  build: {
    manifest: "manifest.json",
    // Nothing is inlined as data: or blob:, which keeps the content security policy narrow.
    assetsInlineLimit: 0,
    // Monaco is large and loaded once, then cached for good.
    chunkSizeWarningLimit: 5000,
    rolldownOptions: { input: "src/main.tsx" },
  },
  worker: { format: "es" },
});
