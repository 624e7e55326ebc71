import { expect, it } from "vitest";
import { fieldsOf, type Options, parseOptions } from "../../src/portrisk/options.ts";
import { FIELD_OPTIONS } from "../../src/risk/index.ts";
import { readCases } from "../support/cases.ts";

interface OptionsCase {
  readonly args: string[] | null;
  readonly raw?: string[] | null;
  /** Options by name; of one that names a field, the fields that are read. */
  readonly options?: Record<string, unknown>;
  readonly error?: string;
}

const flat = (options: Options): Record<string, unknown> => ({
  ...options,
  ...Object.fromEntries(FIELD_OPTIONS.map(([option, reading]) => [option, fieldsOf(reading, options)])),
});

it.each(readCases<OptionsCase>("portrisk/options.jsonl"))(
  "options from $args $raw",
  ({ args, raw, options, error }) => {
    if (error === undefined) expect(flat(parseOptions(args, raw ?? null))).toMatchObject(options!);
    else
      expect(() => parseOptions(args, raw ?? null)).toThrow(
        expect.objectContaining({ name: "PortriskError", message: error }),
      );
  },
);
