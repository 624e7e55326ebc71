export {
  type ChunkParts,
  type Form,
  Kernel,
  type KernelAnswer,
  type KernelCandidate,
  type KernelHost,
  type KernelPart,
} from "./kernel.ts";
export { mostNotes } from "./notes.ts";
