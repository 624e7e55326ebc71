/** What a deployment will do, step by step, so that it can be shown before anything is done. */

export interface Step {
  /** What it does, as shown before and while it is done: "Install version 1.0.0 from /tmp/x.spl". */
  readonly text: string;
  /** @param progress is called with what it waits for */
  run(progress: (text: string) => void): Promise<void>;
}

export interface Plan {
  /** What is there now, and what will be different, a sentence each. */
  readonly changes: readonly string[];
  /** None where nothing is to be done. */
  readonly steps: readonly Step[];
  /** What the user does afterwards, or should know. */
  readonly notes: readonly string[];
}

/** A deployment that must not or cannot be done. */
export class DeployError extends Error {
  override readonly name = "DeployError";
}

export function planText({ changes, steps, notes }: Plan): string {
  const numbered = steps.map(({ text }, index) => `  ${index + 1}. ${text}`);
  return [
    ...changes,
    ...(steps.length === 0 ? ["Nothing is to be done."] : ["Steps:", ...numbered]),
    ...notes.map((note) => `Note: ${note}`),
  ].join("\n");
}

/** Does the steps in their order; the first that fails ends it. */
export async function apply({ steps }: Plan, onStep: (text: string) => void): Promise<void> {
  for (const [index, step] of steps.entries()) {
    const title = `${index + 1} of ${steps.length}: ${step.text}`;
    onStep(title);
    await step.run((text) => onStep(`${title} (${text})`));
  }
}
