/**
 * What a view is, as data: searches, what is made of their rows, panels in rows, rows in tabs. definition.ts writes it as a dashboard of
 * Dashboard Studio. Nothing here knows JSON, positions or colours.
 */

/** A search that reads events or a lookup. */
export interface BaseSearch {
  readonly id: string;
  /** Shown in Splunk's list of data sources. */
  readonly name: string;
  readonly query: string;
  /** Its own time range; that of the view's time input if absent. */
  readonly range?: TimeRange;
}

/** What is made of the rows of another search, which therefore runs once for all of them (ds.chain). */
export interface Chain {
  readonly id: string;
  readonly name: string;
  /** The id of a base search. */
  readonly extends: string;
  /** Begins with a pipe. */
  readonly query: string;
}

export type Search = BaseSearch | Chain;

export const isChain = (search: Search): search is Chain => "extends" in search;

export interface TimeRange {
  readonly earliest: string;
  readonly latest: string;
}

/** A field of the page that sets a token. */
export type Input = TextInput | TimeInput | ChoiceInput;

interface InputBase {
  /** The token that it sets; a link sets it as form.<token>. */
  readonly token: string;
  readonly title: string;
}
export interface TextInput extends InputBase {
  readonly kind: "text";
  readonly default: string;
}
export interface ChoiceInput extends InputBase {
  readonly kind: "choice";
  readonly items: readonly { readonly label: string; readonly value: string }[];
  /** One of the items' values. */
  readonly default: string;
}
/** Sets <token>.earliest and <token>.latest. */
export interface TimeInput extends InputBase {
  readonly kind: "time";
  readonly default: TimeRange;
}

/** Another view, with what its inputs are set to: token of an input → column of the row that was clicked, or a token as `$name$`. */
export interface Link {
  readonly view: string;
  readonly set: Readonly<Record<string, string>>;
  /** Only a click on one of these columns follows the link; any if absent. */
  readonly columns?: readonly string[];
}

interface PanelBase {
  readonly id: string;
  readonly title?: string;
  /** Shown below the title. */
  readonly description?: string;
}
interface DataPanel extends PanelBase {
  /** The id of the search whose rows it shows. */
  readonly search: string;
  readonly links?: readonly Link[];
  /** A click on a row sets inputs of this view: token → column. */
  readonly sets?: Readonly<Record<string, string>>;
}

export interface Column {
  readonly field: string;
  /** Pixels at least; columns without a width share what the others leave. */
  readonly width?: number;
  /** The cell has the colour of what it says: a level, or a status of the Health view. */
  readonly scale?: "level" | "status";
  /** Numbers stand to the right. */
  readonly align?: "left" | "right";
}

export interface TablePanel extends DataPanel {
  readonly kind: "table";
  /** All columns of the search, in order. */
  readonly columns: readonly Column[];
  /** Rows on a page. */
  readonly rows: number;
}
/** Columns over time or bars of a category: `x` and one series for each of `y`, stacked. */
export interface ChartPanel extends DataPanel {
  readonly kind: "columns" | "bars";
  readonly x: string;
  readonly y: readonly string[];
  readonly axis: string;
  /** Series that are levels have the colours of levels, those that are outcomes theirs; else one colour. */
  readonly scale: "level" | "outcome" | "plain";
  /** Every bar has the same length, and shows shares of it. */
  readonly share?: boolean;
}
export interface NumberPanel extends DataPanel {
  readonly kind: "number";
  readonly field: string;
  readonly unit?: string;
}
/** Text in Markdown; it has no data. */
export interface TextPanel extends PanelBase {
  readonly kind: "text";
  readonly markdown: string;
}

export type Panel = TablePanel | ChartPanel | NumberPanel | TextPanel;

/** Panels beside each other, with equal heights; widths are shares of the row, equal if absent. */
export interface PanelRow {
  /** Pixels. */
  readonly height: number;
  readonly panels: readonly Panel[];
  readonly shares?: readonly number[];
}

export interface Tab {
  readonly id: string;
  readonly label: string;
  readonly rows: readonly PanelRow[];
}

export interface View {
  /** The name of its file, and in links. */
  readonly name: string;
  readonly label: string;
  readonly description: string;
  readonly inputs: readonly Input[];
  readonly searches: readonly Search[];
  /** The first one is seen first; searches of the others run when they are opened. */
  readonly tabs: readonly Tab[];
}

export const panelsOf = (tab: Tab): readonly Panel[] => tab.rows.flatMap(({ panels }) => panels);

/** The columns that a panel reads of its search. */
export function columnsOf(panel: Panel): readonly string[] {
  switch (panel.kind) {
    case "table":
      return panel.columns.map(({ field }) => field);
    case "columns":
    case "bars":
      return [panel.x, ...panel.y];
    case "number":
      return [panel.field];
    case "text":
      return [];
  }
}
