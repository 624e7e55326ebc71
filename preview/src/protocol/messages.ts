/** What the page and the preview's programs exchange. */

export interface SearchRequest {
  /** Id of the data source, for messages. */
  readonly id: string;
  /** The base search with its tokens filled in, then what each chain adds to it. */
  readonly parts: readonly string[];
  readonly earliest: string;
  readonly latest: string;
}

/** A cell of a multivalue field is an array; one of a field that the row does not have is null. */
export type Cell = string | readonly string[] | null;

export interface SearchRows {
  readonly fields: readonly string[];
  readonly columns: readonly (readonly Cell[])[];
}

export type SearchReply = SearchRows | { readonly error: string };

export interface ViewReply {
  readonly title: string;
  readonly definition: unknown;
}

export const THEMES = ["light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

/** What is to be drawn. */
export interface Scene {
  readonly view: string;
  readonly theme: Theme;
  /** The layout of a tab; the first one if absent. */
  readonly tab?: string | undefined;
  /** As the address sets them: those of inputs, beside the defaults of the view. */
  readonly tokens: Readonly<Record<string, string>>;
}

/** A text as it is seen: colours over one another are mixed. */
export interface MeasuredText {
  readonly text: string;
  /** "#rrggbb" */
  readonly colour: string;
  readonly background: string;
  readonly size: number;
  readonly bold: boolean;
  /** A part of it is hidden, with an ellipsis. */
  readonly truncated: boolean;
  /** A word that begins on one line and ends on the next; null if there is none. */
  readonly brokenWord: string | null;
  /** Of something that cannot be used now, such as the first page's "Prev". */
  readonly disabled: boolean;
}
