/** The events of a simulation as a search sees them, with the field names of the add-on. */
import type { Row, Table } from "spl-runner";
import { asRow } from "./score.ts";
import { FIRST_DAY, HOUR_SECONDS, Simulation, type SimulationOptions } from "./simulation.ts";

export interface SimulatedEvents {
  /** What was indexed by `end`, in that order. */
  readonly events: Table;
  /** Epoch seconds: the simulated hours are over. */
  readonly end: number;
}

export function simulatedEvents(options: SimulationOptions): SimulatedEvents {
  const rows: Row[] = [];
  const fields = new Set<string>();
  for (const { events } of new Simulation(options).hours()) {
    for (const event of events) {
      const row = asRow(event);
      for (const field of row.keys()) fields.add(field);
      rows.push(row);
    }
  }
  return { events: { fields: [...fields], rows }, end: FIRST_DAY + options.hours * HOUR_SECONDS };
}
