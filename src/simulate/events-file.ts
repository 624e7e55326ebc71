/** The events as a file that the firewall's client could have written, and their causes in a file beside it. */
import { closeSync, openSync, writeSync } from "node:fs";
import type { HourOfEvents } from "./simulation.ts";

/** FILE has one record a line; FILE.truth.csv has for each line what caused it. */
export class EventsFile {
  private readonly events: number;
  private readonly truth: number;
  private line = 0;

  constructor(path: string) {
    this.events = openSync(path, "w");
    this.truth = openSync(`${path}.truth.csv`, "w");
    writeSync(this.truth, "line,indexed,id,planted,weight,cause\n");
  }

  write({ events, truths }: HourOfEvents): void {
    writeSync(this.events, events.map(({ event }) => `${JSON.stringify(event)}\n`).join(""));
    const lines = events.map(({ id, indexed }, index) => {
      const { cause, planted, weight } = truths[index]!;
      return `${++this.line},${indexed},${id},${planted ? 1 : 0},${weight},"${cause}"\n`;
    });
    writeSync(this.truth, lines.join(""));
  }

  close(): void {
    closeSync(this.events);
    closeSync(this.truth);
  }
}
