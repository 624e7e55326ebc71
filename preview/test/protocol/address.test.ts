import { expect, it } from "vitest";
import { addressOf, sceneOf } from "../../src/protocol/index.ts";

it.each([
  { view: "triage", theme: "dark", tokens: {} },
  {
    view: "investigate",
    theme: "light",
    tab: "events",
    tokens: { src: "10.0.0.7", "time.earliest": "-7d@d" },
  },
  { view: "a b/c", theme: "light", tokens: { text: "a&b=c" } },
] as const)("an address stands for its scene: $view", (scene) => {
  const { pathname, search } = new URL(addressOf(scene), "http://127.0.0.1");
  expect(sceneOf(pathname, search)).toEqual({ tab: undefined, ...scene });
});

it("a link of Splunk has no theme; other pages have no scene", () => {
  expect(sceneOf("/app/suspicious_ports/investigate", "?form.src=10.0.0.7")).toEqual({
    view: "investigate",
    tab: undefined,
    tokens: { src: "10.0.0.7" },
  });
  expect(sceneOf("/app/preview/", "")).toBeNull();
  expect(sceneOf("/", "")).toBeNull();
});
