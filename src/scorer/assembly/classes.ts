/**
 * Which ports and which readings the model gives the same columns (src/portrisk/keys.ts). The host computes the class; here it is kept by number.
 */
import { classOf, representativePort } from "./host";
import { CLASS_PLACES, MAX_CLASSES, PORTS } from "./memory";

const MASK: u32 = <u32>(2 * MAX_CLASSES - 1);
const ENTRY_BYTES: usize = 12;
/** After so many probes the host is called. */
const MAX_PROBES: i32 = 16;

let count: i32 = 0;

/** The port that represents this one. */
export function representativeOf(port: i32): i32 {
  const place: usize = PORTS + ((<usize>port) << 1);
  let representative: i32 = load<u16>(place);
  if (representative === 0) {
    representative = representativePort(port);
    store<u16>(place, <u16>representative);
  }
  return representative;
}

/** The class of a group's readings. An entry: one more than the group, or 0 where it is free; readings; class; i32 each. */
export function classOfReadings(group: i32, readings: i32): i32 {
  const tag = group + 1;
  let place = ((<u32>readings * 0x9e3779b1) ^ (<u32>tag * 0x85ebca6b)) & MASK;
  for (let probes = 0; probes < MAX_PROBES; probes++) {
    const entry: usize = CLASS_PLACES + <usize>place * ENTRY_BYTES;
    const found = load<i32>(entry);
    if (found === tag && load<i32>(entry, 4) === readings) return load<i32>(entry, 8);
    if (found === 0) {
      const known = classOf(group, readings);
      if (count < MAX_CLASSES) {
        count++;
        store<i32>(entry, tag);
        store<i32>(entry, readings, 4);
        store<i32>(entry, known, 8);
      }
      return known;
    }
    place = (place + 1) & MASK;
  }
  return classOf(group, readings);
}
