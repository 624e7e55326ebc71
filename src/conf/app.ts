/**
 * Reads a Splunk app's folder, gives its .conf files (default/ under local/), its metadata exports and the files of its
 * lookups/ folder. Every path stays inside the folder, symbolic links included; a path that leaves it is rejected.
 */
import { existsSync, readdirSync, realpathSync, statSync } from "node:fs";
import { basename, join, relative, resolve, sep } from "node:path";
import { ConfError } from "./error.ts";
import { readRegularFile } from "./file.ts";
import { type LayeredConf, layerConf } from "./layer.ts";
import { parseConf } from "./parse.ts";

export class App {
  /** The app's id: the name of its folder. */
  readonly name: string;
  private readonly confs = new Map<string, LayeredConf>();

  constructor(
    /** Absolute path, symbolic links resolved. */
    readonly folder: string,
  ) {
    this.name = basename(folder);
  }

  /** "macros" → default/macros.conf under local/macros.conf; empty if the app has neither. Throws ConfError. */
  conf(name: string): LayeredConf {
    return this.layered(name, [`default/${name}.conf`, `local/${name}.conf`]);
  }

  /**
   * Whether other apps see an object, from metadata/default.meta under local.meta: the stanza of the object
   * ("[macros/name]", percent-encoded) counts before that of its kind ("[macros]") and that of the app ("[]").
   * Only `export = system` exports (default.meta.conf.spec).
   */
  exported(kind: string, name: string): boolean {
    const metadata = this.layered("meta", ["metadata/default.meta", "metadata/local.meta"]);
    const own = [...metadata.stanzas.keys()].find((stanza) => decodeStanza(stanza) === `${kind}/${name}`);
    for (const stanza of [own, kind, ""]) {
      if (stanza === undefined) continue;
      const setting = metadata.stanzas.get(stanza)?.settings.get("export");
      if (setting !== undefined) return setting.value === "system";
    }
    return false;
  }

  /** Names of the .conf files that the app has, without extension, sorted. */
  confNames(): string[] {
    const names = new Set<string>();
    for (const layer of ["default", "local"]) {
      for (const name of this.list(layer))
        if (name.endsWith(".conf")) names.add(name.slice(0, -".conf".length));
    }
    return [...names].sort();
  }

  /** Names of the files in lookups/, sorted. */
  lookupFiles(): string[] {
    return this.files("lookups");
  }

  /** Names of the files in a folder of the app, sorted; none where there is no such folder. */
  files(folder: string): string[] {
    return this.list(folder).filter((name) => statSync(this.path(`${folder}/${name}`)).isFile());
  }

  /** An existing path inside the app, as absolute path. Throws ConfError outside_app or unreadable. */
  path(relativePath: string): string {
    const wanted = resolve(this.folder, relativePath);
    const outside = () =>
      new ConfError("outside_app", relativePath, 0, "The path leads out of the app's folder.");
    if (relativePath.includes("\0") || !isInside(this.folder, wanted)) throw outside();
    let real: string;
    try {
      real = realpathSync(wanted);
    } catch {
      throw new ConfError("unreadable", relativePath, 0, "There is no such file in the app.");
    }
    if (!isInside(this.folder, real)) throw outside();
    return real;
  }

  /** Whether a path exists inside the app. */
  has(relativePath: string): boolean {
    return (
      isInside(this.folder, resolve(this.folder, relativePath)) && existsSync(join(this.folder, relativePath))
    );
  }

  /** The bytes of a regular file inside the app, of at most 256 MB. Throws ConfError. */
  read(relativePath: string): Uint8Array {
    const path = this.path(relativePath);
    try {
      return readRegularFile(path);
    } catch (error) {
      throw new ConfError("unreadable", relativePath, 0, `The file cannot be read: ${reason(error)}.`);
    }
  }

  private list(folder: string): string[] {
    return this.has(folder) ? readdirSync(this.path(folder)).sort() : [];
  }

  private layered(name: string, files: readonly string[]): LayeredConf {
    let conf = this.confs.get(name);
    if (conf === undefined) {
      if (!/^[\w-]+$/.test(name)) {
        throw new ConfError("outside_app", `${name}.conf`, 0, "This cannot be the name of a .conf file.");
      }
      conf = layerConf(
        name,
        files.filter((file) => this.has(file)).map((file) => parseConf(this.read(file), file)),
      );
      this.confs.set(name, conf);
    }
    return conf;
  }
}

/** Open an app's folder. Files are read when they are asked for. Throws ConfError unreadable. */
export function readApp(folder: string): App {
  let real: string;
  try {
    real = realpathSync(folder);
  } catch {
    throw new ConfError("unreadable", folder, 0, "There is no such folder.");
  }
  if (!statSync(real).isDirectory()) throw new ConfError("unreadable", folder, 0, "This is not a folder.");
  const app = new App(real);
  if (!app.has("default") && !app.has("local")) {
    throw new ConfError("unreadable", folder, 0, "This is not an app: it has neither default/ nor local/.");
  }
  return app;
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && resolve(folder, way) === resolve(path);
}

function decodeStanza(stanza: string): string {
  try {
    return decodeURIComponent(stanza);
  } catch {
    return stanza;
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
