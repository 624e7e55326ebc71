/** The views of a built app: their definitions, and the searches that they run. */
export * from "./definition.ts";
export { type Query, queriesOf, tokensOf } from "./queries.ts";
export { readViews } from "./read.ts";
