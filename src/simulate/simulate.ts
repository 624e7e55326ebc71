/** Makes the hours, shows them to the command and to the searches of a built app, and reports what these say. */
import { join } from "node:path";
import { readApp } from "@suspicious-ports/conf";
import { CommandView } from "./command-view.ts";
import { EventsFile } from "./events-file.ts";
import { type Report, searchReport } from "./report.ts";
import { CommandScorer } from "./score.ts";
import { SearchView } from "./search-view.ts";
import { FIRST_DAY, HOUR_SECONDS, Simulation, type SimulationOptions } from "./simulation.ts";

export interface SimulateRequest extends SimulationOptions {
  /** The folder of the built app. */
  readonly app: string;
  /** Score every event, run the scheduled searches, or both. */
  readonly view: "command" | "searches" | "all";
  /** Where the events are written; nowhere if null. */
  readonly file: string | null;
  readonly onProgress: (text: string) => void;
}

/** Throws SessionError when the command fails, and errors of files and of the app's .conf files. */
export async function simulate(request: SimulateRequest): Promise<Report> {
  const { app, view, seed, scale, hours, onProgress } = request;
  const scores = new CommandView();
  const searches =
    view === "command" ? null : new SearchView(readApp(app), FIRST_DAY, FIRST_DAY + hours * HOUR_SECONDS);
  const scorer = view === "searches" ? null : new CommandScorer(join(app, "bin", "portrisk"));
  const file = request.file === null ? null : new EventsFile(request.file);
  let events = 0;
  try {
    for (const hour of new Simulation(request).hours()) {
      onProgress(
        `${new Date(hour.start * 1000).toISOString().slice(0, 16).replace("T", " ")}, ${events} events so far`,
      );
      events += hour.events.length;
      file?.write(hour);
      const answers = (await scorer?.score(hour.events)) ?? [];
      for (const [index, score] of answers.entries())
        scores.add(hour.events[index]!, hour.truths[index]!, score);
      await searches?.add(hour);
    }
    await searches?.finish();
  } finally {
    scorer?.stop();
    file?.close();
  }
  return {
    seed,
    scale,
    hours,
    events,
    command: scorer === null ? null : scores.results(),
    searches: searches === null ? null : searches.results.map((results) => searchReport(results, hours)),
  };
}
