/** `npm run catalogue -- PORT`: what the catalogue has about a port, fact by fact, with sources. */
import { join } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { compileCatalogue, readFacts } from "../catalogue/index.ts";
import { readPort } from "../risk/index.ts";
import { newProgram, ROOT } from "./program.ts";

export function catalogueProgram(): Command {
  return newProgram(
    "catalogue",
    "Show what is known of a port, fact by fact, and how it becomes a row of the lookup.",
  )
    .argument("<port>", "1 to 65535", (text) => {
      const port = readPort(text);
      if (port === null) throw new InvalidArgumentError("It must be a whole number from 1 to 65535.");
      return port;
    })
    .action(showPort);
}

function showPort(port: number): void {
  const facts = readFacts(join(ROOT, "catalogue"));
  const about = facts.filter(({ ports: [first, last] }) => first <= port && port <= last);
  if (about.length === 0) console.log(`The catalogue has nothing about port ${port}.`);
  for (const row of compileCatalogue(about).filter((row) => row.port === port)) {
    console.log(
      `${row.port}/${row.transport}: known for ${row.service} (${row.category}), ${row.points} points`,
    );
    if (row.legitimate_use !== "") console.log(`  less ${row.legitimate_points} for ${row.legitimate_use}`);
    if (row.mitre.length > 0) console.log(`  ATT&CK ${row.mitre.join(", ")}`);
  }
  for (const { transports, use, name, strength, source, place } of about) {
    console.log(`- ${transports.join(" or ")}, ${use} (${strength}): ${name}`);
    console.log(
      `    ${source.project}, ${source.document} @ ${source.revision} (${source.licence}): ${place}`,
    );
    console.log(`    ${source.url}`);
  }
}
