/** Waits for a change of files. */
import { type FSWatcher, statSync, watch } from "node:fs";
import { basename, dirname, join } from "node:path";

/** An editor writes a file in several steps; a change is reported when nothing more changed for so long. */
const QUIET_MILLISECONDS = 100;

/**
 * Resolves with the path that changed first.
 * @param paths files and folders; those that are missing are ignored
 */
export function nextChange(paths: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    const watchers: FSWatcher[] = [];
    let changed: string | null = null;
    let timer: NodeJS.Timeout | undefined;
    const onChange = (path: string) => {
      changed ??= path;
      clearTimeout(timer);
      timer = setTimeout(() => {
        for (const watcher of watchers) watcher.close();
        resolve(changed!);
      }, QUIET_MILLISECONDS);
    };
    for (const path of paths) {
      const found = statSync(path, { throwIfNoEntry: false });
      if (found === undefined) continue;
      // A file is watched by its folder: editors replace it by another of the same name.
      watchers.push(
        found.isDirectory()
          ? watch(path, { recursive: true }, (_, name) => onChange(join(path, name ?? "")))
          : watch(dirname(path), (_, name) => {
              if (name === basename(path)) onChange(path);
            }),
      );
    }
  });
}
