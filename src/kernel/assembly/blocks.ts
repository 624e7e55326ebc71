/** Bytes in blocks of 8 and 16. Reading and copying may run over an end by less than a block; memory has room for it. */

/** The first `length` of the eight bytes at `address`, the others zero. */
export function upToEight(address: usize, length: usize): u64 {
  const word = load<u64>(address);
  return length >= 8 ? word : word & (((<u64>1) << ((<u64>length) << 3)) - 1);
}

/** Above it the runtime's own copy is faster. */
const LONG: usize = 1024;

/** Copy, and up to 15 bytes beyond. */
export function copyBlocks(target: usize, source: usize, length: usize): void {
  if (length > LONG) {
    memory.copy(target, source, length);
    return;
  }
  for (let at: usize = 0; at < length; at += 16) v128.store(target + at, v128.load(source + at));
}
