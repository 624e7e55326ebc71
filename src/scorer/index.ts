export {
  type Candidate,
  type Form,
  Kernel,
  type KernelAnswer,
  type KernelHost,
  type KernelPart,
} from "./kernel.ts";
export { mostNotes } from "./notes.ts";
