export { type CompiledRow, compileCatalogue, POINT_RULES, renderCatalogue, watchedPorts } from "./compile.ts";
export { type Fact, FactError, readFacts, readTechniques, type Source } from "./facts.ts";
