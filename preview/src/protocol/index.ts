/** What the page, in the browser, and the programs around it have in common. It imports nothing. */
export { addressOf, PAGE, sceneOf, viewPath } from "./address.ts";
export {
  type Cell,
  type MeasuredText,
  type Scene,
  type SearchReply,
  type SearchRequest,
  type SearchRows,
  THEMES,
  type Theme,
  type ViewReply,
} from "./messages.ts";
