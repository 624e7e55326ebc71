export { CellForm } from "./cell-form.ts";
export {
  type Candidate,
  type KeyPart,
  Scorer,
  type ScorerAnswer,
  type ScorerHost,
  type ScorerLayout,
} from "./scorer.ts";
