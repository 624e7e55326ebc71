/** What the host calls. Whatever takes something new returns false where its table is full. */

export { configureAnswers, describeAnswer } from "./answers";
export { seedHashes } from "./blocks";
export {
  addBound,
  addCandidate,
  addGroup,
  addNetwork,
  addPart,
  configureSides,
  forgetParts,
} from "./cells";
export { allocate } from "./memory";
export { beginRows, replyLength, scanRows, sendRows } from "./passes";
export { configureRows, cutColumns, keepRun } from "./rows";
export { addWanted, setColumns } from "./scan";
