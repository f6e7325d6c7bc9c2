// How the dashboard is built: one page; `contracts/drawing.toml` becomes part of it.
import { parse } from "smol-toml";
import { defineConfig } from "vite";

/** For `npm run dev`: where `perfectform serve` is. It trusts only pages of its own. */
const gateway = process.env.GATEWAY ?? "http://127.0.0.1:8000";
const proxied = { target: gateway, changeOrigin: true, headers: { origin: gateway } };

const toml = {
  name: "toml",
  transform(text, id) {
    return id.endsWith(".toml") ? { code: `export default ${JSON.stringify(parse(text))}`, map: null } : undefined;
  },
};

/** three.js is large, and loaded when a set is first looked at in 3D. */
const threeKb = 600;

export default defineConfig({
  plugins: [toml],
  build: { target: "es2022", modulePreload: { polyfill: false }, assetsInlineLimit: 0, chunkSizeWarningLimit: threeKb },
  server: {
    fs: { allow: [".."] },
    proxy: {
      "/sessions": proxied,
      "/phone": proxied,
      "/live": { ...proxied, ws: true },
      "/camera": { ...proxied, ws: true },
    },
  },
  test: { include: ["tests/**/*.test.ts"] },
});
