/**
 * A list of 32-bit integers that grows block by block and keeps its memory when cleared. It never moves what it holds: a
 * list that doubled would need three times its size for a moment, beside a body that fills the memory already.
 */
const BLOCK = 65536;

export class GrowingIntegers {
  length = 0;
  private readonly blocks: Int32Array[] = [];

  push(value: number): void {
    const at = this.length++;
    const block = Math.floor(at / BLOCK);
    if (block === this.blocks.length) this.blocks.push(new Int32Array(BLOCK));
    this.blocks[block]![at % BLOCK] = value;
  }

  at(index: number): number {
    return this.blocks[Math.floor(index / BLOCK)]![index % BLOCK]!;
  }

  clear(): void {
    this.length = 0;
  }
}
