/** What V8's profiler saw, summed up by function. */

/** The parts of a .cpuprofile that are read here. */
interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  /** The node that was running, and the time since the sample before, in microseconds. */
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

export interface FunctionTime {
  /** The function's name, and where it begins. */
  readonly name: string;
  readonly milliseconds: number;
  /** Of all time, 0 to 1. */
  readonly share: number;
}

/** Time spent in each function itself, the most first. */
export function timeByFunction(profile: CpuProfile): readonly FunctionTime[] {
  const names = new Map<number, string>();
  for (const { id, callFrame } of profile.nodes) {
    const { functionName, url, lineNumber } = callFrame;
    const scorer = /^src\/scorer\/assembly\/(.*)$/.exec(functionName);
    const place = url.endsWith("portrisk.js") ? ` (portrisk.js:${lineNumber + 1})` : "";
    names.set(id, scorer !== null ? `scorer: ${scorer[1]}` : `${functionName || "(a function)"}${place}`);
  }
  const times = new Map<string, number>();
  let total = 0;
  profile.samples.forEach((id, index) => {
    const microseconds = profile.timeDeltas[index]!;
    const name = names.get(id)!;
    times.set(name, (times.get(name) ?? 0) + microseconds);
    total += microseconds;
  });
  return [...times]
    .sort(([, one], [, other]) => other - one)
    .map(([name, microseconds]) => ({
      name,
      milliseconds: microseconds / 1000,
      share: microseconds / total,
    }));
}
