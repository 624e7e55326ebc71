/** Chromium: pictures of views, and what is on them. */
export { type Browser, chromiumPath, startBrowser, WIDTH } from "./browser.ts";
export { type RecordedSearch, type Shot, Stage } from "./stage.ts";
