export { type CompiledRow, compileCatalogue, POINT_RULES, renderCatalogue } from "./compile.ts";
export { type Fact, FactError, readFacts, type Source } from "./facts.ts";
export { renderSources, sourcesOf } from "./sources.ts";
