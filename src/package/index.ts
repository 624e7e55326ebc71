export { archive } from "./archive.ts";
export { type Built, build, removeBuilt } from "./build.ts";
export type { CompileCommand } from "./command.ts";
export { APP_ID, checkComplete, type Files, modeOf, PackageError } from "./contents.ts";
export { type FetchArchives, fetchArchives } from "./fetch.ts";
export { minimumNode, NODE_ENVIRONMENT, windowsMessages } from "./launchers.ts";
export {
  PORTABLE,
  PROFILES,
  type Profile,
  type ProfileName,
  profilesNamed,
  suffixOf,
  type Target,
} from "./profile.ts";
export { compileScorer, SCORER_TYPES } from "./scorer.ts";
export { buildRunner, bundleTool } from "./tool.ts";
