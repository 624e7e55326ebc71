/** Gathers small copies into large writes. */
import { answerAt, cellsOf, digitCount } from "./answers";
import { copyBlocks } from "./blocks";
import { write } from "./host";
import { OUTPUT, OUTPUT_BYTES } from "./memory";

const DIGIT_0: i32 = 0x30;
const END: usize = OUTPUT + <usize>OUTPUT_BYTES;

let at: usize = OUTPUT;
/** The reply is no longer read. */
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

/** The cells of an answer, with this port's number in the place of the one that they show. */
export function putAnswer(answer: usize, port: i32): void {
  const described = answerAt(answer);
  const cells = cellsOf(answer);
  const length: usize = described.length;
  if (described.port === port) {
    put(cells, length);
    return;
  }
  const digitsEnd: usize = described.digitsEnd;
  put(cells, described.digitsStart);
  const digits: usize = digitCount(port);
  if (at + digits > END) flush();
  let rest = port;
  for (let place = digits; place > 0; place--) {
    store<u8>(at + place - 1, DIGIT_0 + (rest % 10));
    rest /= 10;
  }
  at += digits;
  put(cells + digitsEnd, length - digitsEnd);
}
