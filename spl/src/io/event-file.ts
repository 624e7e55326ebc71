/**
 * Events of a file of JSON lines, newest first, without holding more than a batch of them. Most files are in order of time, one way or the
 * other, and are read once, from the end that has the newest event. Where that order turns out to be wrong, or anything is
 * malformed, the file is read once from its beginning: that finds the error that comes first, or the place of every
 * event, and then each is read where it stands.
 */
import { isUtf8 } from "node:buffer";
import type { Assumptions } from "../assumptions/index.ts";
import { SplError } from "../errors/spl-error.ts";
import { type Row, type RowBatches, slices } from "../values/table.ts";
import type { EventFormat } from "./event-format.ts";
import { EventIndex } from "./event-index.ts";
import { epochSeconds, isOpen, isWithin, missingTime, type TimeRange, unsearchable } from "./event-order.ts";
import type { EventSource } from "./event-source.ts";
import { firstInvalidLine, invalidLine, readEvent } from "./events.ts";
import { type Bytes, chunksBackward, chunksForward, eachLine, LineReader } from "./lines.ts";

const BATCH_ROWS = 512;
/** Events of one time that are held when a file is read from its end, to give them in the order of the file. */
const MAXIMUM_RUN = 20_000;

/** All events of a file, in the order in which they are read. */
interface Indexed {
  readonly range: TimeRange;
  readonly index: EventIndex;
  readonly order: Uint32Array;
  readonly fields: readonly string[];
}

export interface EventFileOptions {
  readonly format?: EventFormat | null;
  readonly assumptions?: Assumptions;
  /** Of the file, for errors. */
  readonly name?: string;
  /** About how many bytes are read at once. */
  readonly chunk?: number;
}

export class EventFile implements EventSource {
  private readonly start: number;
  private direction: "forward" | "backward" | null = null;
  private indexed: Indexed | null = null;

  constructor(
    private readonly bytes: Bytes,
    private readonly options: EventFileOptions = {},
  ) {
    const first = bytes.read(0, Math.min(3, bytes.size));
    this.start = first[0] === 0xef && first[1] === 0xbb && first[2] === 0xbf ? 3 : 0;
  }

  batches(range: TimeRange, indexed: TimeRange): RowBatches {
    const fields = new FieldOrder();
    const read = (): Generator<readonly Row[] | "restart"> => this.read(range, indexed, fields);
    return {
      owned: true,
      get fields() {
        return fields.names;
      },
      [Symbol.iterator]: read,
    };
  }

  private *read(
    range: TimeRange,
    indexed: TimeRange,
    fields: FieldOrder,
  ): Generator<readonly Row[] | "restart"> {
    if (this.indexed === null) {
      this.direction ??= this.likelyDirection();
      const admission = new Admission(range, indexed);
      const regular =
        this.direction === "forward"
          ? yield* this.readForward(admission, fields)
          : yield* this.readBackward(admission, fields);
      if (regular) return;
      yield "restart";
    }
    fields.names = [...this.indexOf(indexed, range).fields];
    yield* this.readIndexed(this.indexOf(indexed, range), range);
  }

  /** From the end on that has the newer event. */
  private likelyDirection(): "forward" | "backward" {
    try {
      const first = this.rows(chunksForward(this.bytes, this.start, this.options.chunk))[0];
      const last = this.rows(chunksBackward(this.bytes, this.start, this.options.chunk)).at(-1);
      const [begin, end] = [first?.get("_time"), last?.get("_time")];
      if (begin === undefined || end === undefined) return "forward";
      return epochSeconds(begin, "_time", 0) < epochSeconds(end, "_time", 0) ? "backward" : "forward";
    } catch (error) {
      if (error instanceof SplError) return "forward";
      throw error;
    }
  }

  /** The events of the first chunk that has any. Throws SplError malformed_event. */
  private rows(chunks: Iterable<{ readonly bytes: Buffer }>): Row[] {
    for (const { bytes } of chunks) {
      const rows = this.rowsOf(bytes);
      if (rows.length > 0) return rows;
    }
    return [];
  }

  private event(line: string, number: number): Row {
    return readEvent(line, number, this.options.format ?? null, this.options.assumptions);
  }

  private rowsOf(chunk: Buffer): Row[] {
    if (!isUtf8(chunk)) throw invalidLine(firstInvalidLine(chunk));
    const rows: Row[] = [];
    eachLine(chunk, (line, number) => {
      rows.push(this.event(line, number));
    });
    return rows;
  }

  /** @returns whether the events were in order and well-formed; if not, what was given is void */
  private *readForward(admission: Admission, fields: FieldOrder): Generator<readonly Row[], boolean> {
    for (const { bytes } of chunksForward(this.bytes, this.start, this.options.chunk)) {
      const admitted = orNull(() => {
        const rows = this.rowsOf(bytes);
        for (const row of rows) fields.append(row);
        return rows.filter((row) => admission.admits(row));
      });
      if (admitted === null || !admission.falling) return false;
      yield* slices(admitted);
    }
    return true;
  }

  /** The same from the end: events of one time come in the order of the file. */
  private *readBackward(admission: Admission, fields: FieldOrder): Generator<readonly Row[], boolean> {
    let run: Row[] = [];
    let time = Number.NaN;
    for (const { bytes } of chunksBackward(this.bytes, this.start, this.options.chunk)) {
      const batch: Row[] = [];
      const fits = orNull(() => {
        for (const row of this.rowsOf(bytes).reverse()) {
          fields.prepend(row);
          if (!admission.admits(row)) continue;
          if (admission.time !== time) {
            for (let i = run.length - 1; i >= 0; i--) batch.push(run[i]!);
            run = [];
            time = admission.time;
          }
          run.push(row);
        }
        return admission.falling && run.length <= MAXIMUM_RUN;
      });
      if (fits !== true) return false;
      yield* slices(batch);
    }
    yield* slices(run.reverse());
    return true;
  }

  /** Throws SplError malformed_event. */
  private indexOf(indexed: TimeRange, range: TimeRange): Indexed {
    try {
      if (this.indexed?.range !== indexed) this.indexed = this.makeIndex(indexed);
      const { index } = this.indexed;
      if (index.length > 0 && !isOpen(range) && Number.isNaN(index.time(0))) throw unsearchable(0, "_time");
      return this.indexed;
    } catch (error) {
      const { name } = this.options;
      if (name === undefined || !(error instanceof SplError)) throw error;
      throw new SplError(error.code, `${name}: ${error.message}`);
    }
  }

  /** Go through the whole file. Throws SplError malformed_event: the error that reading all events, then filtering, then sorting finds. */
  private makeIndex(range: TimeRange): Indexed {
    const index = new EventIndex();
    const fields = new FieldOrder();
    const problems = new Problems(range);
    let lines = 0;
    let events = 0;
    for (const { position, bytes } of chunksForward(this.bytes, this.start, this.options.chunk)) {
      if (!isUtf8(bytes)) throw invalidLine(lines + firstInvalidLine(bytes));
      lines += eachLine(bytes, (line, number, start, end) => {
        const row = problems.read(() => this.event(line, lines + number + 1));
        if (row === null) return;
        fields.append(row);
        if (problems.isOutside(row, events++)) return;
        index.add(position + start, position + end, problems.timeOf(row, index.length));
      });
    }
    const order = problems.check() ? index.newestFirst() : index.inFileOrder();
    return { range, index, order, fields: fields.names };
  }

  private *readIndexed({ index, order }: Indexed, range: TimeRange): Generator<readonly Row[]> {
    const reader = new LineReader(this.bytes, this.options.chunk);
    let batch: Row[] = [];
    for (const event of order) {
      if (!isOpen(range) && !isWithin(index.time(event), range)) continue;
      batch.push(this.event(reader.line(index.start(event), index.end(event)), event + 1));
      if (batch.length < BATCH_ROWS) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
  }
}

/** The columns of events: in the order in which they come first in the file. */
class FieldOrder {
  names: string[] = [];
  private seen = new Set<string>();

  append(row: Row): void {
    for (const name of row.keys()) {
      if (this.seen.has(name)) continue;
      this.seen.add(name);
      this.names.push(name);
    }
  }

  /** An event that stands before all others so far. */
  prepend(row: Row): void {
    let i = 0;
    let same = true;
    for (const name of row.keys()) if (this.names[i++] !== name) same = false;
    if (!same) this.names = [...row.keys(), ...this.names.filter((name) => !row.has(name))];
  }
}

/** Which events a search gets, and whether their times fall, as they come. */
class Admission {
  /** Of the last event that was admitted; NaN for one without a time. */
  time = Number.NaN;
  /** Whether no event was newer than the one before. */
  falling = true;
  private timed: boolean | null = null;

  constructor(
    private readonly range: TimeRange,
    private readonly indexed: TimeRange,
  ) {}

  /** Throws SplError for an event that reading in whatever order would reject. */
  admits(row: Row): boolean {
    if (!isOpen(this.indexed)) {
      const indexed = row.get("_indextime");
      if (indexed === undefined) throw unsearchable(0, "_indextime");
      if (!isWithin(epochSeconds(indexed, "_indextime", 0), this.indexed)) return false;
    }
    const time = row.get("_time");
    this.timed ??= time !== undefined;
    if (this.timed !== (time !== undefined)) throw missingTime(0);
    if (time === undefined) {
      if (!isOpen(this.range)) throw unsearchable(0, "_time");
      return true;
    }
    const seconds = epochSeconds(time, "_time", 0);
    if (seconds > this.latest) this.falling = false;
    this.latest = seconds;
    if (!isWithin(seconds, this.range)) return false;
    this.time = seconds;
    return true;
  }

  /** Of the last event, admitted or not. */
  private latest = Number.POSITIVE_INFINITY;
}

/** What is wrong with events, the first of each kind; the kinds come in the order in which they would be noticed. */
class Problems {
  private malformed: SplError | null = null;
  private unindexed: SplError | null = null;
  private invalid: SplError | null = null;
  private firstWithout = -1;
  private timed = false;

  constructor(private readonly indexed: TimeRange) {}

  /** Null from the first line on that is malformed. */
  read(event: () => Row): Row | null {
    if (this.malformed !== null) return null;
    try {
      return event();
    } catch (error) {
      this.malformed = asSplError(error);
      return null;
    }
  }

  /** Whether the time of indexing is outside of its range. */
  isOutside(row: Row, event: number): boolean {
    if (isOpen(this.indexed) || this.unindexed !== null) return false;
    try {
      const time = row.get("_indextime");
      if (time === undefined) throw unsearchable(event, "_indextime");
      return !isWithin(epochSeconds(time, "_indextime", event), this.indexed);
    } catch (error) {
      this.unindexed = asSplError(error);
      return false;
    }
  }

  /** Seconds, NaN for none. `event`: its place among those that are in the range of indexing. */
  timeOf(row: Row, event: number): number {
    const time = row.get("_time");
    if (time === undefined) {
      if (this.firstWithout < 0) this.firstWithout = event;
      return Number.NaN;
    }
    this.timed = true;
    try {
      return epochSeconds(time, "_time", event);
    } catch (error) {
      this.invalid ??= asSplError(error);
      return Number.NaN;
    }
  }

  /** Whether the events have times. Throws SplError malformed_event. */
  check(): boolean {
    const mixed = this.timed && this.firstWithout >= 0 ? missingTime(this.firstWithout) : null;
    const problem = this.malformed ?? this.unindexed ?? mixed ?? this.invalid;
    if (problem !== null) throw problem;
    return this.timed;
  }
}

/** What `compute` gives; null where it rejects an event. */
function orNull<T>(compute: () => T): T | null {
  try {
    return compute();
  } catch (error) {
    asSplError(error);
    return null;
  }
}

/** The error, if it is one about the events; every other is thrown. */
function asSplError(error: unknown): SplError {
  if (error instanceof SplError) return error;
  throw error;
}
