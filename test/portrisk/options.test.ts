import { expect, it } from "vitest";
import { type Options, parseOptions } from "../../src/portrisk/options.ts";
import { readCases } from "../support/cases.ts";

interface OptionsCase {
  readonly args: string[] | null;
  readonly raw?: string[] | null;
  /** Options by name; the fields of a role under the role's name. */
  readonly options?: Record<string, unknown>;
  readonly error?: string;
}

const flat = ({ fields, ...others }: Options): Record<string, unknown> => ({ ...others, ...fields });

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
