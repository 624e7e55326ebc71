// Written by `npm run scorer` from src/scorer/assembly.
declare namespace __AdaptedExports {
  export const memory: WebAssembly.Memory;
  export function configureAnswers(weight: number): void;
  export function describeAnswer(score: number, port: number, digitsStart: number, digitsEnd: number, length: number): void;
  export function seedHashes(seed: number): void;
  export function addBound(bound: number): boolean;
  export function addCandidate(scalar: number, list: number): boolean;
  export function addGroup(weight: number): boolean;
  export function addNetwork(mask: number, address: number): boolean;
  export function addPart(form: number, sum: number, weight: number, reader: number): boolean;
  export function configureSides(internal: number, external: number): void;
  export function forgetParts(): void;
  export function allocate(size: number): number;
  export function beginRows(start: number): void;
  export function replyLength(): number;
  export function scanRows(limit: number, last: boolean): boolean;
  export function sendRows(rows: number, end: number): boolean;
  export function configureRows(appended: number, minimum: number): boolean;
  export function cutColumns(cut: boolean): void;
  export function keepRun(first: number, last: number): boolean;
  export function addWanted(column: number): boolean;
  export function setColumns(columns: number): void;
}
export declare function instantiate(module: WebAssembly.Module, imports: {
  host: unknown,
}): Promise<typeof __AdaptedExports>;
