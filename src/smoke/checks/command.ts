/** The command: known to the server, a Node.js found, its columns, and the macros' equal ones. */
import { REMEDIES } from "../../health/index.ts";
import { columnOf, OUTPUT_NAMES } from "../../risk/schema/index.ts";
import { type Cell, type JobResult, SplunkError, truthOf } from "../../splunk/index.ts";
import { type Check, type CheckContext, type Finding, failed, ok, warning } from "../check.ts";

const COMMAND = "portrisk";
/** A call of the macros that score as the command does. */
export const MACROS = "`portrisk_eval`";
const COLUMNS = OUTPUT_NAMES.map(columnOf);
/** Users search in this app, and it sees only what ours exports. */
const OTHER_APP = "search";

export const command: Check = {
  name: "command",
  about: "defined, and visible in other apps",
  needs: ["app"],
  async run({ splunk }) {
    const stanza = (await splunk.stanzas("commands")).find(({ name }) => name === COMMAND);
    const again = "Install the app again, and look for a stanza [portrisk] in local/commands.conf.";
    if (stanza === undefined) return [failed(`The app defines no command ${COMMAND}.`, again)];
    const { chunked, filename } = stanza.settings;
    if (!truthOf(chunked))
      return [failed(`commands.conf has chunked = ${String(chunked)} for ${COMMAND}.`, again)];
    try {
      await splunk.parse(`| makeresults | ${COMMAND}`, OTHER_APP);
    } catch (error) {
      if (!(error instanceof SplunkError) || error.code !== "rejected") throw error;
      return [
        failed(
          `The app ${OTHER_APP} does not see the command: ${error.message}`,
          "Look at the permissions of the app and its commands: metadata/local.meta may take back what default.meta exports.",
        ),
      ];
    }
    return [ok(`${COMMAND} is defined (${String(filename ?? "by its name")}) and visible in other apps.`)];
  },
};

export const runtime: Check = {
  name: "runtime",
  about: "a Node.js is found, and the command gives all its columns",
  needs: ["command"],
  async run(context) {
    try {
      return [wellScored(COMMAND, await scored(context, COMMAND))];
    } catch (error) {
      if (!(error instanceof SplunkError) || error.code !== "search_failed") throw error;
      if (await usesMacros(context))
        return [
          warning(
            error.message,
            "Nothing, if this is meant: the macro portrisk is set to portrisk_eval, so the app's searches do not use the command.",
          ),
        ];
      return [failed(error.message, REMEDIES.engineFails)];
    }
  },
};

export const engines: Check = {
  name: "engines",
  about: "the command and the macros give equal columns",
  needs: ["runtime"],
  async run(context) {
    const byMacros = await scored(context, MACROS);
    let byCommand: JobResult;
    try {
      byCommand = await scored(context, COMMAND);
    } catch (error) {
      // What the check runtime has found already: the macros are what this site runs.
      if (!(error instanceof SplunkError) || error.code !== "search_failed") throw error;
      return [wellScored(MACROS, byMacros)];
    }
    const remedy = `${REMEDIES.enginesDiffer}, then report it with the output of --json.`;
    if (byCommand.rows.length !== byMacros.rows.length)
      return [
        failed(
          `The command gives ${byCommand.rows.length} rows, the macros ${byMacros.rows.length}.`,
          remedy,
        ),
      ];
    for (const [index, row] of byCommand.rows.entries()) {
      const other = byMacros.rows[index]!;
      const column = COLUMNS.find((name) => textOf(row[name]) !== textOf(other[name]));
      if (column !== undefined)
        return [
          failed(
            `Event ${index + 1}: ${column} is "${textOf(row[column])}" by the command and "${textOf(other[column])}" by the macros.`,
            remedy,
          ),
        ];
    }
    return [ok(`Both give equal columns for ${byCommand.rows.length} events.`)];
  },
};

/** A site without a Node.js sets the macro portrisk to the macros: then the command is not what its searches run. */
export async function usesMacros({ splunk }: CheckContext): Promise<boolean> {
  const macro = (await splunk.stanzas("macros")).find(({ name }) => name === COMMAND);
  return String(macro?.settings.definition).includes("portrisk_eval");
}

/** Whether each column has a value in some event, and each event a score. */
function wellScored(engine: string, { rows }: JobResult): Finding {
  const missing = COLUMNS.filter(
    (column) => !rows.some((row) => row[column] !== undefined && row[column] !== ""),
  );
  if (missing.length > 0)
    return failed(
      `No event has ${missing.join(", ")}.`,
      "Install the app again: its parts may be of two versions.",
    );
  const wrong = rows.find((row) => !/^(?:\d|[1-9]\d|100)$/.test(textOf(row[columnOf("score")])));
  if (wrong !== undefined)
    return failed(
      `An event has the score ${textOf(wrong[columnOf("score")])}.`,
      "Report it with the output of --json.",
    );
  return ok(`${engine} scored ${rows.length} events, with ${COLUMNS.length} columns.`);
}

function scored({ splunk, sample, searchTimeout }: CheckContext, engine: string): Promise<JobResult> {
  return splunk.search(
    `${sample} | ${engine} | table ${COLUMNS.join(" ")}`,
    { timeout: searchTimeout },
    OTHER_APP,
  );
}

function textOf(cell: Cell | undefined): string {
  return cell === undefined ? "" : typeof cell === "string" ? cell : cell.join("\n");
}
