/**
 * The page: a view drawn by Splunk's own components, its definition untouched. The address says which, as in Splunk, so that links from one
 * view to another work: /app/APP/VIEW?form.TOKEN=VALUE&theme=light|dark&tab=LAYOUT. Programs use window.preview.
 */
import { DashboardContextProvider } from "@splunk/dashboard-context";
import { DashboardCore } from "@splunk/dashboard-core";
import { ConnectedDashboardHeader } from "@splunk/dashboard-ui";
import { SplunkThemeProvider } from "@splunk/themes";
import { createRoot, type Root } from "react-dom/client";
import { addressOf, type Scene, sceneOf, type ViewReply, viewPath } from "../protocol/index.ts";
import { pendingSearches } from "./data-source.ts";
import { measureOverflows, measureTexts } from "./measure.ts";
import { PRESET } from "./preset.ts";
import { validate } from "./validate.ts";

type Properties = Parameters<typeof DashboardContextProvider>[0];

const api = { show, validate, pendingSearches, measureTexts, measureOverflows };

declare global {
  interface Window {
    preview: typeof api;
  }
}
window.preview = api;

let root: Root | null = null;

/** Draws a scene in place of what is there. Splunk's components read the tab and the inputs from the address. */
async function show(scene: Scene): Promise<void> {
  history.replaceState(null, "", addressOf(scene));
  const { title, definition } = (await (await fetch(viewPath(scene.view))).json()) as ViewReply;
  document.title = title;
  document.documentElement.dataset.theme = scene.theme;
  root?.unmount();
  root = createRoot(document.querySelector("#view")!);
  root.render(
    <SplunkThemeProvider family="enterprise" colorScheme={scene.theme} density="comfortable">
      <DashboardContextProvider
        preset={PRESET}
        initialDefinition={definition as NonNullable<Properties["initialDefinition"]>}
        initialMode="view"
        timezone={{ ianaTimezone: "Etc/UTC" }}
      >
        {/* One child, as the provider wants it. */}
        <div>
          <ConnectedDashboardHeader />
          <DashboardCore width="100%" height="auto" />
        </div>
      </DashboardContextProvider>
    </SplunkThemeProvider>,
  );
}

const scene = sceneOf(location.pathname, location.search);
if (scene !== null) {
  // A link from view to view has no theme: it stays as it was.
  const theme = scene.theme ?? sessionStorage.getItem("theme") ?? "light";
  sessionStorage.setItem("theme", theme);
  await show({ ...scene, theme: theme === "dark" ? "dark" : "light" });
}
