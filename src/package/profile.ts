/**
 * The packages that are built: one sources, several search heads. A profile says what is added to the portable app, how large
 * the archive may be, and what it is called.
 */
import { PackageError } from "./contents.ts";

export type ProfileName = "portable" | "cloud" | "windows";

export interface Profile {
  readonly name: ProfileName;
  /** Folders of `profiles/` that are laid over the app. */
  readonly layers: readonly string[];
  /** Runtimes of profiles/runtimes.json that ship, by their folder. */
  readonly runtimes: readonly string[];
  /**
   * Whether commands.conf names the launcher. On Windows splunkd looks for the command's name plus .cmd instead, which it
   * does only where no `filename` is given.
   */
  readonly namesLauncher: boolean;
  /** Bytes that the archive may have. Splunk Cloud takes private apps up to 128 MB; 100 leave a reserve for growth. */
  readonly limit: number;
  /** 0 to 9. Programs of 120 MB take three times as long at 9 and become half a per cent smaller. */
  readonly gzipLevel: number;
}

const MEGABYTE = 1_000_000;

export const PROFILES: { readonly [name in ProfileName]: Profile } = {
  portable: {
    name: "portable",
    layers: [],
    runtimes: [],
    namesLauncher: true,
    limit: 300_000,
    gzipLevel: 9,
  },
  cloud: {
    name: "cloud",
    layers: ["with-runtime"],
    runtimes: ["linux_x86_64", "linux_arm64"],
    namesLauncher: true,
    limit: 100 * MEGABYTE,
    gzipLevel: 6,
  },
  windows: {
    name: "windows",
    layers: ["with-runtime", "windows"],
    runtimes: ["windows_x86_64"],
    namesLauncher: false,
    limit: 100 * MEGABYTE,
    gzipLevel: 6,
  },
};

/** What is built: a profile, and whether for Splunkbase. */
export interface Target {
  readonly profile: ProfileName;
  /** A package for Splunkbase lets Splunk ask there for updates; a private one must not (app.conf, check_for_updates). */
  readonly splunkbase: boolean;
  /** The publisher's name at splunk.com, for Splunkbase alone. */
  readonly author?: string | undefined;
}

export const PORTABLE: Target = { profile: "portable", splunkbase: false };

/** What tells a target's files from those of the others: "", "-cloud", "-windows-splunkbase" … */
export function suffixOf({ profile, splunkbase }: Target): string {
  return `${profile === "portable" ? "" : `-${profile}`}${splunkbase ? "-splunkbase" : ""}`;
}

/**
 * The profiles that a name given on the command line stands for; "all" for every one.
 * @throws PackageError when there is no such profile.
 */
export function profilesNamed(name: string): ProfileName[] {
  const names = Object.keys(PROFILES) as ProfileName[];
  if (name === "all") return names;
  const found = names.find((known) => known === name);
  if (found === undefined)
    throw new PackageError(`unknown profile "${name}". Choose one of ${names.join(", ")} or all.`);
  return [found];
}
