/** Scores events with the built command, as splunkd would: one program, chunks in lock-step, only the fields that it asks for. */
import { decodeEvents, type Event, encodeEvents, Session } from "@suspicious-ports/scpv2/client";
import { applyEventFormat, ESTREAMER, type Row } from "spl-runner";
import type { LoggedEvent } from "./event.ts";

/** Where the firewall's events are. */
const INDEX = "firewall";

export interface Score {
  /** 0 to 100; null for an event that gets none. */
  readonly score: number | null;
  /** "outbound=+20", in the model's order. */
  readonly factors: readonly string[];
}

/** The raw record with the names that the add-on gives it, and the second at which it was indexed. */
export function asRow({ event, indexed }: LoggedEvent): Row {
  const row: Row = new Map(Object.entries(event));
  applyEventFormat(row, JSON.stringify(event), ESTREAMER);
  row.set("_indextime", indexed);
  row.set("index", INDEX);
  return row;
}

export class CommandScorer {
  private readonly session: Session;
  private fields: readonly string[] | null = null;

  /** @param launcher the program that splunkd starts: bin/portrisk of the built app */
  constructor(launcher: string) {
    this.session = new Session({ program: launcher, arguments: [] });
  }

  /** One answer for each event, in order. Throws SessionError, or Error for a reply that says the command failed. */
  async score(events: readonly LoggedEvent[]): Promise<readonly Score[]> {
    if (events.length === 0) return [];
    this.fields ??= await this.requiredFields();
    const fields = this.fields;
    const rows = events.map((logged): Event => {
      const row = asRow(logged);
      const event = new Map<string, string>();
      for (const field of fields) {
        const value = row.get(field);
        if (value !== undefined) event.set(field, String(value));
      }
      return event;
    });
    const { body, metadata } = await this.session.request(
      { action: "execute", finished: false },
      encodeEvents(fields, rows),
    );
    const replies = decodeEvents(body).events;
    if (replies.length !== events.length) {
      throw new Error(
        `The command answered ${replies.length} of ${events.length} events: ${JSON.stringify(metadata)}`,
      );
    }
    return replies.map((reply) => {
      const score = reply.get("portrisk_score");
      return {
        score: score === undefined ? null : Number(score),
        factors: [reply.get("portrisk_factors") ?? []].flat(),
      };
    });
  }

  stop(): void {
    this.session.stop();
  }

  private async requiredFields(): Promise<readonly string[]> {
    const searchinfo = { args: [], raw_args: [] };
    const { metadata } = await this.session.request({ action: "getinfo", searchinfo });
    if (!Array.isArray(metadata.required_fields))
      throw new Error("The command did not say which fields it needs.");
    return metadata.required_fields as readonly string[];
  }
}
