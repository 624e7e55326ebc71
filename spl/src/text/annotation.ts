/** An annotation of GitHub Actions: a workflow command on standard output (GitHub documentation, "Workflow commands"). */

export interface AnnotationPlace {
  /** Relative to the repository, which is where a workflow runs. */
  readonly file: string;
  readonly line: number;
  readonly title: string;
}

/** One line, with its line end. */
export function annotation(level: "error" | "warning", place: AnnotationPlace, message: string): string {
  const { file, line, title } = place;
  const properties = `file=${property(file)},line=${line},title=${property(title)}`;
  return `::${level} ${properties}::${data(message)}\n`;
}

function data(text: string): string {
  return text.replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A");
}

function property(text: string): string {
  return data(text).replace(/:/g, "%3A").replace(/,/g, "%2C");
}
