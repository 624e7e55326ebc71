/** Gathers small pieces into large writes. */
import { digitCount } from "./answers";
import { copyBlocks } from "./blocks";
import { write } from "./host";
import { OUTPUT, OUTPUT_BYTES } from "./memory";
import { ANSWER_HEAD, lengthOf } from "./records";

const DIGIT_0: i32 = 0x30;
const END: usize = OUTPUT + <usize>OUTPUT_BYTES - 64;

let at: usize = OUTPUT;
export let closed: bool = false;

export function openOutput(): void {
  at = OUTPUT;
  closed = false;
}

export function flush(): void {
  if (at > OUTPUT && !closed) closed = write(OUTPUT, at - OUTPUT) === 0;
  at = OUTPUT;
}

export function put(start: usize, length: usize): void {
  if (at + length > END) {
    flush();
    if (OUTPUT + length > END) {
      if (!closed) closed = write(start, length) === 0;
      return;
    }
  }
  copyBlocks(at, start, length);
  at += length;
}

/** The cells of an answer, with this port's number in the place of the one shown. */
export function putAnswer(record: usize, port: i32): void {
  const cells = record + ANSWER_HEAD;
  const length = lengthOf(record);
  if (load<i32>(record, 4) === port) {
    put(cells, length);
    return;
  }
  const digitsStart: usize = load<u32>(record, 8);
  const digitsEnd: usize = load<u32>(record, 12);
  put(cells, digitsStart);
  const digits = digitCount(port);
  if (at + digits > END) flush();
  let rest = port;
  for (let place = digits; place > 0; place--) {
    store<u8>(at + place - 1, DIGIT_0 + (rest % 10));
    rest /= 10;
  }
  at += digits;
  put(cells + digitsEnd, length - digitsEnd);
}
