import { describe, expect, it } from "vitest";
import { readAction, readPort, readTransport, TRANSPORTS } from "../../src/risk/index.ts";
import { TRANSPORT_NAMES } from "../../src/risk/reading.ts";
import { readCases } from "../support/cases.ts";

type Reading = { readonly [kind in "port" | "transport" | "action"]?: string } & { readonly is: unknown };

const READERS = { port: readPort, transport: readTransport, action: readAction } as const;

describe("readings", () => {
  it.each(readCases<Reading>("portrisk/readings.jsonl"))("%j", (reading) => {
    const kind = (["port", "transport", "action"] as const).find((name) => reading[name] !== undefined)!;
    expect(READERS[kind](reading[kind]!)).toBe(reading.is);
  });

  it("lists every transport that a name can mean, once", () => {
    expect(TRANSPORTS).toEqual([...new Set(TRANSPORT_NAMES.map(([, transport]) => transport))]);
  });
});
