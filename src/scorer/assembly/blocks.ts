/** Bytes in blocks of eight. Reading and copying may run over an end by less than two blocks; memory has that many bytes more. */

/** The first `length` of the eight bytes at `address`, the others zero. */
export function upToEight(address: usize, length: usize): u64 {
  const word = load<u64>(address);
  return length >= 8 ? word : word & (((<u64>1) << ((<u64>length) << 3)) - 1);
}

/** 2 to the 64th, divided by the golden ratio. */
const MULTIPLIER: u64 = ((<u64>0x9e3779b9) << 32) | 0x7f4a7c15;

/** Differs from process to process, so that nobody can prepare texts that collide. */
let processSeed: u64 = 0;

export function seedHashes(seed: i32): void {
  processSeed = (<u64>(<u32>seed)) << 32;
}

/** A number for these bytes; within a process the same bytes have the same for the same seed. */
export function hashOf(start: usize, length: usize, seed: u64 = 0): u32 {
  let mixed: u64 = processSeed ^ seed ^ ((<u64>length) << 8);
  for (let at: usize = 0; at < length; at += 8) {
    mixed = (mixed ^ upToEight(start + at, length - at)) * MULTIPLIER;
    mixed ^= mixed >> 29;
  }
  return <u32>(mixed ^ (mixed >> 32));
}

/** Whether the bytes at both places are the same. */
export function equalBytes(one: usize, other: usize, length: usize): bool {
  for (let at: usize = 0; at < length; at += 8) {
    if (upToEight(one + at, length - at) !== upToEight(other + at, length - at)) return false;
  }
  return true;
}

/** Copy, and up to 15 bytes beyond. */
export function copyBlocks(target: usize, source: usize, length: usize): void {
  for (let at: usize = 0; at < length; at += 16) {
    store<u64>(target + at, load<u64>(source + at));
    store<u64>(target + at, load<u64>(source + at, 8), 8);
  }
}
