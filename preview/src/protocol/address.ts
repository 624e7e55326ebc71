/**
 * Addresses of the preview: those of Splunk, so that links from one view to another work, and the theme beside.
 * /app/APP/VIEW?form.TOKEN=VALUE&tab=LAYOUT&theme=dark
 */
import type { Scene } from "./messages.ts";

export const PAGE = /^\/app\/[^/]+\/([^/]*)$/;

export function addressOf({ view, theme, tab, tokens }: Scene): string {
  const parameters = new URLSearchParams(
    Object.entries(tokens).map(([name, value]): [string, string] => [`form.${name}`, value]),
  );
  if (tab !== undefined) parameters.set("tab", tab);
  parameters.set("theme", theme);
  return `/app/preview/${encodeURIComponent(view)}?${parameters}`;
}

/** Null for the page without a view. */
export function sceneOf(
  path: string,
  query: string,
): (Omit<Scene, "theme"> & { readonly theme?: string }) | null {
  const view = PAGE.exec(path)?.[1];
  if (view === undefined || view === "") return null;
  const parameters = new URLSearchParams(query);
  const theme = parameters.get("theme");
  const tokens = [...parameters].flatMap(([name, value]) =>
    name.startsWith("form.") ? [[name.slice("form.".length), value] as const] : [],
  );
  return {
    view: decodeURIComponent(view),
    tab: parameters.get("tab") ?? undefined,
    tokens: Object.fromEntries(tokens),
    ...(theme === null ? {} : { theme }),
  };
}

/** Where the page gets a view's definition. */
export function viewPath(name: string): string {
  return `/view/${encodeURIComponent(name)}`;
}
