/** Places and times of the events of a file, to read them newest first whatever their order is. */

/** Numbers in a typed array that grows. */
class Numbers {
  private numbers = new Float64Array(1024);
  length = 0;

  push(number: number): void {
    if (this.length === this.numbers.length) {
      const larger = new Float64Array(this.length * 2);
      larger.set(this.numbers);
      this.numbers = larger;
    }
    this.numbers[this.length++] = number;
  }

  at(index: number): number {
    return this.numbers[index]!;
  }

  /** To free memory when nothing is added any more. */
  get values(): Float64Array {
    return this.numbers.subarray(0, this.length);
  }
}

export class EventIndex {
  private readonly starts = new Numbers();
  private readonly ends = new Numbers();
  private readonly seconds = new Numbers();

  /** `seconds` is NaN for an event without a time. */
  add(start: number, end: number, seconds: number): void {
    this.starts.push(start);
    this.ends.push(end);
    this.seconds.push(seconds);
  }

  get length(): number {
    return this.starts.length;
  }

  start(event: number): number {
    return this.starts.at(event);
  }

  end(event: number): number {
    return this.ends.at(event);
  }

  time(event: number): number {
    return this.seconds.at(event);
  }

  inFileOrder(): Uint32Array {
    return Uint32Array.from({ length: this.length }, (_, event) => event);
  }

  /** The events newest first; those of the same time in the order of the file. */
  newestFirst(): Uint32Array {
    return sortedDescending(this.seconds.values);
  }
}

/** Places of the numbers, greatest first; stable. A merge sort without comparison function or objects, for millions of events. */
function sortedDescending(numbers: Float64Array): Uint32Array {
  const { length } = numbers;
  let from = Uint32Array.from({ length }, (_, index) => index);
  let to = new Uint32Array(length);
  for (let width = 1; width < length; width *= 2) {
    for (let start = 0; start < length; start += 2 * width) {
      const middle = Math.min(start + width, length);
      const end = Math.min(start + 2 * width, length);
      let left = start;
      let right = middle;
      for (let at = start; at < end; at++) {
        const takesLeft =
          left < middle && (right >= end || !(numbers[from[right]!]! > numbers[from[left]!]!));
        to[at] = takesLeft ? from[left++]! : from[right++]!;
      }
    }
    [from, to] = [to, from];
  }
  return from;
}
