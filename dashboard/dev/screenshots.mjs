// Screenshots of every page and state, at phone and desktop width, dark and light, each checked by axe.
//
//     npm run screenshots -- http://127.0.0.1:8000 FOLDER SET.mp4 [OTHER.mp4]
//
// A server must be running there, with nothing in it. SET is uploaded, watched and looked back at; OTHER waits meanwhile.

import { readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";

const [address, folder, set, other = set] = process.argv.slice(2);
if (!address || !folder || !set) throw new Error("Say where the server is, where pictures go, and which video to use.");

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } };
const SCHEMES = /** @type {const} */ (["light", "dark"]);

await mkdir(folder, { recursive: true });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });
const context = await browser.newContext({ reducedMotion: "reduce" });
const page = await context.newPage();
/** @type {string[]} */
const faults = [];
page.on("pageerror", (error) => faults.push(`the page threw: ${error.message}`));

let held = false;
await page.routeWebSocket(/\/live\//, (socket) => {
  const server = socket.connectToServer();
  server.onMessage((message) => held || socket.send(message));
});

await page.goto(address);
await page.waitForSelector(".empty");
await shots("home-empty");

const notVideo = join(folder, "not-a-video.mp4");
await writeFile(notVideo, "This is no video.");
await page.setInputFiles("input[type=file]", notVideo);
await page.waitForSelector(".row .reason");
await shots("home-refused");
await page.getByRole("button", { name: /^Dismiss/ }).click();

await page.setInputFiles("input[type=file]", set);
await page.waitForSelector(".stage");
const running = page.url();
await page.waitForSelector(".screen canvas", { timeout: 60_000 });
await page.waitForSelector(".cue p", { timeout: 60_000 }).catch(() => faults.push("no cue was seen live"));
held = true;
await shots("live");
held = false;

await page.goto(address);
await page.setInputFiles("input[type=file]", [other, other]);
await page.waitForSelector(".state.running");
await page.waitForSelector(".state.queued");
await shots("home-busy");
const waiting = await page.locator(".row.session:has(.state.queued) a").first().getAttribute("href");
await page.goto(`${address}/${waiting}`);
await page.waitForSelector(".waiting");
await shots("waiting");
await page.getByRole("button", { name: "Stop" }).click();
await page.waitForSelector(".state.cancelled");
await shots("stopped");

await page.goto(running);
await page.waitForSelector("video", { timeout: 600_000 });
await page.locator(".cues a, .checks a").first().click();
await page.waitForTimeout(1000);
await shots("review");
await page.getByRole("button", { name: "8 s" }).click();
await page.getByRole("button", { name: "Wrong person?" }).click();
await page.waitForSelector(".people");
await shots("people");
await page.keyboard.press("Escape");
for (const [button, name] of [["Run again", "again"], ["Delete", "remove"]]) {
  await page.getByRole("button", { name: button, exact: true }).first().click();
  await page.waitForSelector("dialog");
  await shots(name);
  await page.keyboard.press("Escape");
}
const id = running.split("/").at(-1);
const found = await (await fetch(`${address}/sessions/${id}`)).json();
const failed = { ...found, state: "failed", run: null, reason: "The video ends in the middle of frame 30: export it anew." };
await page.route(`**/sessions/${id}`, (route) => route.fulfill({ json: failed }));
await page.goto(running);
await page.reload();
await page.waitForSelector(".failure");
await shots("failed");
await page.unroute(`**/sessions/${id}`);
await page.goto(`${address}/#/sessions/nothing`);
await page.waitForSelector(".failure");
await shots("unknown");
await page.goto(address);
await page.waitForSelector(".state.done");
await shots("home");

await browser.close();
for (const fault of faults) console.error(fault);
process.exitCode = faults.length > 0 ? 1 : 0;

/** @param {string} name */
async function shots(name) {
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport);
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.waitForTimeout(150);
      await page.screenshot({ path: join(folder, `${name}-${size}-${colorScheme}.png`), fullPage: true });
      await check(`${name} at ${size} size, ${colorScheme}`);
    }
  }
  console.log(name);
}

/** @param {string} where */
async function check(where) {
  await page.evaluate(AXE);
  const found = await page.evaluate("axe.run()");
  for (const { id, help, nodes } of found.violations) {
    faults.push(`${where}: ${id}, ${help}: ${nodes.map((/** @type {any} */ node) => node.html.slice(0, 160)).join(" | ")}`);
  }
  const wide = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
  if (wide > 0) faults.push(`${where}: the page is ${wide} px too wide`);
}
