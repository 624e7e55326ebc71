/** Looking at views: each search run, each tab drawn, each check made. */
export { checkView } from "./check.ts";
export {
  type Content,
  type Session,
  type Site,
  shootTab,
  shootTabs,
  simulatedContent,
  startSession,
  startSite,
} from "./session.ts";
export { tokensFor } from "./tokens.ts";
