import { describe, expect, it } from "vitest";
import { Answers } from "../../src/portrisk/answers.ts";
import { GrowingIntegers } from "../../src/portrisk/growing.ts";
import {
  actionCode,
  classCode,
  LARGEST_KEY,
  packKey,
  transportCode,
  unpackKey,
} from "../../src/portrisk/keys.ts";
import { ADDRESS_CLASSES, Assessor, PUBLIC_CLASS, TRANSPORTS } from "../../src/risk/index.ts";
import { SMALL_CATALOGUE } from "../support/catalogue.ts";

describe("keys", () => {
  it("give back what was packed into them, for every class, transport and action", () => {
    const classes = [null, ...ADDRESS_CLASSES, PUBLIC_CLASS];
    for (const port of [1, 4444, 65535])
      for (const src of classes)
        for (const dest of classes)
          for (const transport of [null, ...TRANSPORTS])
            for (const action of [null, "allowed", "blocked"] as const) {
              const key = packKey({
                port,
                src: classCode(src),
                dest: classCode(dest),
                transport: transportCode(transport),
                action: actionCode(action),
              });
              expect(key).toBeLessThanOrEqual(LARGEST_KEY);
              const found = unpackKey(key);
              expect([found.port, found.src?.name, found.dest?.name, found.transport, found.action]).toEqual([
                port,
                src?.name,
                dest?.name,
                transport,
                action,
              ]);
            }
    expect(LARGEST_KEY).toBeLessThan(2 ** 31);
  });
});

describe("answers", () => {
  it("are kept, but not without end, and are the same when made again", () => {
    const answers = new Answers(new Assessor(SMALL_CATALOGUE));
    const key = (port: number) => packKey({ port, src: 0, dest: 0, transport: 1, action: 0 });
    const first = answers.of(key(4444));
    expect(answers.of(key(4444))).toBe(first);
    for (let port = 1; port <= 20_000; port++) answers.of(key(port));
    const again = answers.of(key(4444));
    expect(again).not.toBe(first);
    expect(again).toEqual(first);
  });
});

describe("a growing list", () => {
  it("holds what was put into it across its blocks, and starts anew when cleared", () => {
    const list = new GrowingIntegers();
    for (let i = 0; i < 200_000; i++) list.push(i * 3 - 7);
    for (const at of [0, 1, 65_535, 65_536, 131_072, 199_999]) expect(list.at(at)).toBe(at * 3 - 7);
    expect(list.length).toBe(200_000);
    list.clear();
    list.push(5);
    expect([list.length, list.at(0)]).toEqual([1, 5]);
  });
});
