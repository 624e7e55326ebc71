/** rest: the rows of a reply that the user gives for an endpoint; there is no server to ask. */
import type { Command } from "../contract/command.ts";
import { SplError } from "../errors/spl-error.ts";
import { joinParts, printName } from "../text/quoting.ts";
import { printOptions, takeOptions } from "./stats/arguments.ts";
import { booleanOption, type GivenOption, integerOption, supported, unsupported } from "./support/options.ts";

const OPTIONS = [
  supported("count", "<int>"),
  supported("splunk_server", "local"),
  supported("strict", "<bool>"),
  supported("timeout", "<int>"),
  unsupported("splunk_server_group", "<string>", "there are no servers here; leave it out."),
];

export const rest: Command = {
  name: "rest",
  generating: true,
  syntax: "| rest <rest-uri> [count=<int>] [splunk_server=local] [strict=<bool>] [timeout=<int>]",
  summary: "The rows that an endpoint of Splunk's REST API replies with, as given in the file of --rest.",
  page: "Search Reference, rest",
  options: OPTIONS,
  differences: [
    "No server is asked: the reply of an endpoint is given with --rest FILE, a JSON object of endpoints, each with an array of rows. An endpoint that is not in it is rejected.",
    "Arguments of endpoints (search=…) are rejected; give the rows that the endpoint replies with, and use search and where.",
  ],
  examples: ["rest /services/saved/searches splunk_server=local count=0"],
  compile(cursor, { replies }, span) {
    const options = new Map<string, GivenOption>();
    takeOptions(cursor, "rest", OPTIONS, options);
    const uri = cursor.token("The endpoint");
    takeOptions(cursor, "rest", OPTIONS, options);
    cursor.finish("rest");
    const server = options.get("splunk_server");
    if (server !== undefined && server.value.text !== "local")
      throw new SplError(
        "unsupported_option",
        "There is one server here: use splunk_server=local, or leave the option out.",
        server.value.span,
      );
    if (options.has("timeout")) integerOption(options.get("timeout")!, 1);
    if (options.has("strict")) booleanOption(options.get("strict")!);
    const count = options.has("count") ? integerOption(options.get("count")!, 0) : 0;
    const reply = replies?.get(uri.text);
    if (reply === undefined)
      throw new SplError(
        "unsupported_command",
        `rest asks a server, and the reply of ${uri.text} is not given: write it into the file of --rest.`,
        uri.span,
      );
    const table = count === 0 ? reply : { fields: reply.fields, rows: reply.rows.slice(0, count) };
    return {
      command: "rest",
      span,
      text: joinParts("rest", printName(uri.text), printOptions(options)),
      run: () => table,
    };
  },
};
