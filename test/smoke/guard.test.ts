/** Which searches the checks run: only those whose commands, also inside macros, are known to only read. */
import { describe, expect, it } from "vitest";
import { commandsIn, expandMacros, unsafeCommands } from "../../src/smoke/checks/guard.ts";

describe("the commands of a search", () => {
  const definitions = new Map([
    ["send", "sendalert risk"],
    ["twice(2)", "eval $a$=1 | `send`"],
    ["loop", "`loop` | delete"],
  ]);
  it.each([
    ["search x | `send`", ["search", "sendalert"]],
    [
      "search x | `twice(a, b)` [ | makeresults | collect index=y ]",
      ["search", "eval", "sendalert", "makeresults", "collect"],
    ],
    ["search x | `twice(a)` | `unknown`", ["search"]],
    ["`loop`", Array.from({ length: 20 }, () => "delete")],
  ])("are found inside macros too: %s", (search, expected) => {
    expect(commandsIn(expandMacros(search, definitions))).toEqual(expected);
  });
});

describe("the searches that are run", () => {
  const definitions = new Map([
    ["out", "output"],
    ["safe", "index=x (a=1 OR b=2)"],
    ["writes", "sendalert risk"],
  ]);
  it.each([
    ['index=x dest_port IN (1, 2) | where match(a, "| delete") | stats count by a', []],
    ["`safe` [ search index=y | fields a ] [a=1] | `unknown` | foreach x* [ eval <<FIELD>>=1 ]", []],
    ["| makeresults | ```| delete``` portrisk threshold=5", []],
    ["index=x | ```c``` outputlookup y", ["outputlookup"]],
    ["index=x | OutputLookup y", ["outputlookup"]],
    ["index=x | `out`lookup y", ["outputlookup"]],
    ["index=x | `writes`", ["sendalert"]],
    ['| savedsearch "Writer"', ["savedsearch"]],
    ["| from savedsearch:Writer", ["from"]],
    ["| makeresults | map Writer", ["map"]],
    ['| makeresults | map search="outputlookup x"', ["map"]],
    ["index=x | fit LinearRegression y from z into m", ["fit"]],
    ["index=x | dbxoutput output=y", ["dbxoutput"]],
    ["index=x | collect(index=y)", ["collect"]],
    ["index=x [ | inputlookup y | some_command2 ] | delete", ["delete", "some_command2"]],
  ] as const)("may have only commands that read: %s", (search, unsafe) => {
    expect(unsafeCommands(search, definitions)).toEqual(unsafe);
  });
});
