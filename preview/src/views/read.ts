/** The Dashboard Studio views of a built app. */
import type { App } from "@suspicious-ports/conf";
import { studioViews } from "../../../src/vetting/index.ts";
import type { Definition, View } from "./definition.ts";

/** In the order of their names. */
export function readViews(app: App): readonly View[] {
  // The vetting looks at fewer parts of the same JSON.
  return studioViews(app).map(({ name, definition }) => ({ name, definition: definition as Definition }));
}
