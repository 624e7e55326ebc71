/**
 * A search head cluster: the app is put into shcluster/apps of the deployer, whose push to the members merges default/ and keeps their
 * local/ (Distributed Search, "Use the deployer to distribute apps and configuration updates"). Runs on the deployer itself.
 *
 * The new folder is made beside the old one and takes its place in two renames; the old one stays under its version for a rollback. A run
 * that was interrupted is started again: it removes what it left. Where the package is in place already, only the push is left.
 */
import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";
import { extract } from "tar";
import { parseConf } from "../conf/index.ts";
import { naming } from "./names.ts";
import { type PackageFile, SITE_FILES, sha256Of } from "./package-file.ts";
import { DeployError, type Plan, type Step } from "./plan.ts";
import { compareVersions } from "./version.ts";

export interface ClusterOptions {
  /** $SPLUNK_HOME/etc/shcluster/apps of the deployer. */
  readonly apps: string;
  /** Management URI of a member; absent: the push is left to the user. */
  readonly target?: string;
  /** The program splunk; of the same $SPLUNK_HOME if absent. */
  readonly splunk?: string;
  /** Put the version that is there into place again, or an older one. */
  readonly force: boolean;
}

/** Of a folder that has no version. */
const UNKNOWN_VERSION = "unknown";

/** Reads the deployer's folder. Throws DeployError. */
export async function planCluster(packaged: PackageFile, options: ClusterOptions): Promise<Plan> {
  const { apps, target } = options;
  if (!existsSync(apps) || !statSync(apps).isDirectory())
    throw new DeployError(`${apps} is not a folder: give $SPLUNK_HOME/etc/shcluster/apps of the deployer.`);
  const folder = join(apps, packaged.app);
  const beside = join(dirname(apps), "suspicious-ports-deploy");
  const [staged, moved] = [join(beside, "staged"), join(beside, "moved")];
  // Interrupted between the two renames, the folder is missing and the old one has moved.
  const base = existsSync(folder) || !existsSync(moved) ? folder : moved;
  const before = filesBelow(base);
  const link = before.find((name) => /^(?:metadata|lookups)$/.test(name));
  if (link !== undefined)
    throw new DeployError(
      `${join(base, link)} is a link, and its files of the site would be lost: put a folder in its place.`,
    );
  const kept = before.filter((name) => SITE_FILES.test(name));
  assertOwner(base);
  const version = versionOf(base);
  const now =
    version === undefined
      ? `${apps} has no ${packaged.app}; the package is ${packaged.version}.`
      : `${apps} has ${packaged.app} ${version}; the package is ${packaged.version}.`;
  if (version !== undefined && compareVersions(packaged.version, version) < 0 && !options.force)
    throw new DeployError(`${now} An older version is put into place only with --force.`);
  const changed = packaged.files.filter(
    (name) => before.includes(name) && digestOf(join(base, name)) !== packaged.digests.get(name),
  );
  const added = packaged.files.filter((name) => !before.includes(name));
  const removed = before.filter((name) => !packaged.files.includes(name) && !SITE_FILES.test(name));
  const inPlace = base === folder && added.length + removed.length + changed.length === 0;
  const changes = [
    now,
    ...naming("Files that are new", added),
    ...naming("Files that change", changed),
    ...naming("Files that go", removed),
    ...naming("Files of the site that stay as they are", kept),
  ];
  const previousOf = (old: string) =>
    join(beside, "previous", versionOf(old) ?? UNKNOWN_VERSION, packaged.app);
  const keepMoved = async () => {
    if (!existsSync(moved)) return;
    const previous = previousOf(moved);
    rmSync(dirname(previous), { recursive: true, force: true });
    mkdirSync(dirname(previous), { recursive: true });
    renameSync(moved, previous);
  };
  const splunk = options.splunk ?? join(apps, "..", "..", "..", "bin", "splunk");
  // The option is for the other apps of the bundle: the push is of all of them. The catalogue of this app is replaced all the same, because
  // its app.conf has deployer_lookups_push_mode = always_overwrite (app.conf.spec, [shclustering]; the default keeps the members' files).
  const push = [
    "apply",
    "shcluster-bundle",
    "-target",
    target ?? "https://MEMBER:8089",
    "-preserve-lookups",
    "true",
  ];
  const placing: Step[] = [
    {
      text: `Unpack version ${packaged.version} and the site's own files into ${staged}`,
      run: async () => {
        rmSync(staged, { recursive: true, force: true });
        mkdirSync(staged, { recursive: true });
        await extract({ file: packaged.path, cwd: staged, strict: true, preservePaths: false });
        for (const name of kept) {
          mkdirSync(dirname(join(staged, packaged.app, name)), { recursive: true });
          // A link stays a link, wherever it leads.
          cpSync(join(base, name), join(staged, packaged.app, name), {
            preserveTimestamps: true,
            verbatimSymlinks: true,
          });
        }
      },
    },
    {
      text: `Put it in the place of ${folder}, and keep the old one below ${join(beside, "previous")}`,
      run: async () => {
        if (existsSync(folder)) {
          await keepMoved();
          renameSync(folder, moved);
        }
        renameSync(join(staged, packaged.app), folder);
        rmSync(staged, { recursive: true, force: true });
        await keepMoved();
      },
    },
  ];
  // Interrupted behind the two renames, only the old one is not yet where a rollback finds it.
  const keeping = { text: `Keep the old version below ${join(beside, "previous")}`, run: keepMoved };
  const steps: Step[] = inPlace && !options.force ? (existsSync(moved) ? [keeping] : []) : placing;
  if (target !== undefined)
    steps.push({
      text: `Push to the members: ${splunk} ${push.join(" ")}`,
      run: async () => {
        // It takes the session of `splunk login`, or asks for user and password itself: no secret passes through here.
        const { status, error } = spawnSync(splunk, [...push, "--answer-yes"], { stdio: "inherit" });
        if (error !== undefined) throw new DeployError(`${splunk} cannot be started: ${error.message}.`);
        if (status !== 0)
          throw new DeployError(
            `The push ended with exit code ${status}; version ${packaged.version} is in ${folder}, and the members do not have it yet. Run this again to push.`,
          );
      },
    });
  const notes = [
    ...(target === undefined ? [`Then push to the members: ${splunk} ${push.join(" ")}`] : []),
    ...(version === undefined || inPlace
      ? [
          `To go back: see ${join(beside, "previous")}; move the version that you want to ${folder} and push again.`,
        ]
      : [`To go back: move ${previousOf(base)} to ${folder} and push again.`]),
  ];
  return { changes, steps, notes };
}

/** Paths of the files below a folder, and of links, which are not followed; none where there is no folder. */
function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

/** Null for what cannot be read, such as a link that leads nowhere. */
function digestOf(path: string): string | null {
  try {
    return sha256Of(readFileSync(path));
  } catch {
    return null;
  }
}

/** What is written belongs to who runs this, and the deployer must be able to read and replace it. */
function assertOwner(folder: string): void {
  const user = process.getuid?.();
  if (user === undefined || !existsSync(folder)) return;
  const { uid } = lstatSync(folder);
  if (uid !== user)
    throw new DeployError(`${folder} belongs to the user ${uid}: run this as that user, as Splunk runs.`);
}

/** The version in default/app.conf, which local/ does not change. */
function versionOf(folder: string): string | undefined {
  if (!existsSync(join(folder, "default", "app.conf"))) return undefined;
  return parseConf(readFileSync(join(folder, "default", "app.conf")), "default/app.conf")
    .stanzas.get("launcher")
    ?.settings.get("version")?.value;
}
