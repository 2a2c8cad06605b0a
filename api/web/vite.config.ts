import { defineConfig } from "vite";

// The page itself is made by the server (view.py), which reads the manifest for the hashed names.
export default defineConfig({
  // Relative addresses, so that STATIC_URL is the server's business alone.
  base: "./",
  build: {
    manifest: "manifest.json",
    // Nothing is inlined as data:, which keeps the content security policy narrow.
    assetsInlineLimit: 0,
    rolldownOptions: { input: "src/main.tsx" },
  },
});
