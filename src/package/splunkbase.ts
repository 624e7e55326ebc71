/**
 * What a package for Splunkbase has beyond a private one, as app.conf.spec says of [launcher] and [package]: Splunk asks there for
 * updates, `author` is the publisher's name at splunk.com, the description has at most 200 characters, and there are icons. What
 * Splunkbase asks for on its own pages (categories, release notes, support) is not part of a package.
 */
import { parseConf } from "../conf/index.ts";
import { type Files, PackageError } from "./contents.ts";

const DESCRIPTION_LIMIT = 200;
const INDISPENSABLE = ["static/appIcon.png", "static/appIcon_2x.png", "README.md", "LICENSE.txt"];
/** As splunk.com takes names; none of it has a meaning in a .conf file. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/;

/**
 * app.conf with the lines of a package for Splunkbase in the place of those of a private one.
 * @param author the publisher's name at splunk.com; without it the author stays who it is
 * @param replace puts a line in the place of another that must be there exactly once
 * @throws PackageError when the name cannot be one
 */
export function forSplunkbase(
  content: Buffer,
  author: string | undefined,
  replace: (content: Buffer, line: string, by: string) => Buffer,
): Buffer {
  const changed = replace(content, "check_for_updates = false\n", "check_for_updates = true\n");
  if (author === undefined) return changed;
  if (!NAME.test(author))
    throw new PackageError(
      `"${author.slice(0, 60)}" is not a name at splunk.com. Give the name that you log in with there: letters, digits, ".", "_", "@" and "-".`,
    );
  const line = /^author = .*\n/m.exec(changed.toString("utf8"))?.[0] ?? "author = …\n";
  return replace(changed, line, `author = ${author}\n`);
}

/** @throws PackageError when something is missing that Splunkbase shows. */
export function checkForSplunkbase(files: Files): void {
  const missing = INDISPENSABLE.find((path) => !files.has(path));
  if (missing !== undefined) throw new PackageError(`${missing} is missing; Splunkbase shows it.`);
  const conf = parseConf(files.get("default/app.conf")!, "default/app.conf");
  const description = conf.stanzas.get("launcher")?.settings.get("description")?.value ?? "";
  if (description === "" || description.length > DESCRIPTION_LIMIT)
    throw new PackageError(
      `the description in default/app.conf has ${description.length} characters; Splunkbase wants 1 to ${DESCRIPTION_LIMIT}.`,
    );
}
