/** A list of 32-bit integers that grows as needed and keeps its memory when cleared. */
export class GrowingIntegers {
  length = 0;
  private values = new Int32Array(4096);

  push(value: number): void {
    if (this.length === this.values.length) {
      const larger = new Int32Array(this.length * 2);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.length++] = value;
  }

  at(index: number): number {
    return this.values[index]!;
  }

  clear(): void {
    this.length = 0;
  }
}
