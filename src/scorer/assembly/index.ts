/** What the host may call, and where it finds the tables. */
export { configureAnswers, forgetAnswers, forgetPorts, LONGEST_ANSWER } from "./answers";
export { forgetTexts } from "./book";
export {
  configureKeys,
  configureParts,
  FORM_ADDRESS,
  FORM_COUNT,
  FORM_PORT,
  FORM_TEXT,
  FORM_URL,
} from "./cells";
export {
  ARENA,
  ASPECTS,
  BOUNDS,
  CANDIDATES,
  MOST_ALIKE,
  MOST_ASPECTS,
  MOST_BOUNDS,
  MOST_NETWORKS,
  MOST_PARTS,
  MOST_TEXT,
  MOST_WANTED,
  NETWORKS,
  PARTS,
  TEXTS,
  WANTED,
} from "./memory";
export { beginCount, count, counted, send } from "./passes";
export { ANSWER_HEAD } from "./records";
export { configureRows } from "./rows";
export { configureScan } from "./scan";
