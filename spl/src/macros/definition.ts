/** A macro as macros.conf defines it. */
export interface MacroDefinition {
  /** The stanza: "name" or "name(2)". */
  readonly name: string;
  /** "default/macros.conf:12" */
  readonly place: string;
  readonly parameters: readonly string[];
  readonly definition: string;
  readonly isEval: boolean;
  readonly validation: string | null;
  readonly errorMessage: string | null;
}
