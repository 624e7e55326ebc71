/**
 * Names of datasets and of their fields, as tstats writes them: "Web", "Endpoint.Processes", "All_Traffic.src",
 * "All_Changes.Account_Management.src_user" (Search Reference, tstats; Knowledge Manager Manual, About data models). Rejects names that neither
 * the Common Information Model nor the request has.
 */
import type { Collected, CompileContext, RunContext, TimeRange } from "../contract/command.ts";
import { nearest } from "../errors/nearest.ts";
import { type Span, SplError } from "../errors/spl-error.ts";
import { entriesOf } from "../values/entries.ts";
import type { Row, Table } from "../values/table.ts";
import { type ChildDataset, CIM_DATASETS, fitsTags, type RootDataset } from "./cim.ts";

/** A root dataset as a search names it. */
export interface Dataset {
  readonly model: string;
  readonly root: string;
  /** "Web.Web" */
  readonly path: string;
  readonly children: readonly ChildDataset[];
  /** Whether its rows come from the request, not from the events by their tags. */
  readonly given: boolean;
  readonly definition: RootDataset | null;
}

/** Fields that every dataset inherits, which are written without the name of a dataset. */
export const INHERITED_FIELDS: ReadonlySet<string> = new Set([
  "_time",
  "_indextime",
  "host",
  "index",
  "source",
  "sourcetype",
  "splunk_server",
]);

/** The dataset of this name, "Model" or "Model.Root". Throws SplError unknown_dataset or ambiguous. */
export function findDataset(text: string, context: CompileContext, span: Span): Dataset {
  const [model = "", name, ...deeper] = text.split(".");
  if (deeper.length > 0) {
    const message = `"${text}" is not a root dataset: write ${model}.${name}, and where nodename=${[name, ...deeper].join(".")}.`;
    throw new SplError("unknown_dataset", message, span);
  }
  const given = [...(context.datasets ?? [])].map((path) => path.split(".") as [string, string]);
  const known = CIM_DATASETS.map((dataset): [string, string] => [dataset.model, dataset.name]);
  const roots = new Set(
    [...given, ...known]
      .filter(([of, own]) => of === model && (name === undefined || own === name))
      .map(([, own]) => own),
  );
  if (roots.size > 1) {
    const names = [...roots].map((own) => `${model}.${own}`).join(", ");
    throw new SplError(
      "ambiguous",
      `The data model ${model} has several root datasets; name one: ${names}.`,
      span,
    );
  }
  const [root] = roots;
  if (root === undefined) throw unknownDataset(text, [...given, ...known], span);
  const definition = CIM_DATASETS.find((dataset) => dataset.model === model && dataset.name === root) ?? null;
  const path = `${model}.${root}`;
  return {
    model,
    root,
    path,
    children: definition?.children ?? [],
    given: context.datasets?.has(path) === true,
    definition,
  };
}

function unknownDataset(text: string, known: readonly (readonly [string, string])[], span: Span): SplError {
  const close = nearest(text, [...known.map((names) => names.join(".")), ...known.map(([model]) => model)]);
  const hint = close === null ? "" : ` Did you mean ${close}?`;
  const path = text.includes(".") ? text : `${text}.DATASET`;
  return new SplError(
    "unknown_dataset",
    `The dataset ${text} is not among those of CIM that are found by tags.${hint} Give its rows: --datamodel ${path}=FILE.`,
    span,
  );
}

/** A field of a dataset: the field of its rows, and the child dataset that a row must belong to in order to have it. */
export interface DatasetField {
  readonly field: string;
  readonly child: ChildDataset | null;
}

/** What a name in tstats stands for. Throws SplError invalid_field_name. */
export function datasetField(name: string, dataset: Dataset, span: Span): DatasetField {
  if (INHERITED_FIELDS.has(name)) return { field: name, child: null };
  const prefix = `${dataset.root}.`;
  if (!name.startsWith(prefix)) {
    const message = `"${name}" is not a field of the dataset ${dataset.path}`;
    throw new SplError("invalid_field_name", `${message}: its fields are written ${prefix}<field>.`, span);
  }
  const field = name.slice(prefix.length);
  const child = dataset.children.find((one) => field.startsWith(`${one.name}.`)) ?? null;
  const own = child === null ? field : field.slice(child.name.length + 1);
  if (/^is_(?:not_)?[A-Z]/.test(own)) {
    const message = `"${name}" says whether an event is in another dataset, which is not computed: use where nodename=….`;
    throw new SplError("invalid_field_name", message, span);
  }
  return { field: own, child };
}

/** A test for rows of a node below the root, "All_Changes.Account_Management". Throws SplError unknown_dataset. */
export function nodeTest(node: string, dataset: Dataset, span: Span): (row: Row) => boolean {
  if (node === dataset.root) return () => true;
  const child = dataset.children.find((one) => node === `${dataset.root}.${one.name}`);
  if (child === undefined) {
    const names = dataset.children.map((one) => `${dataset.root}.${one.name}`).join(", ");
    const known = names === "" ? "it has none with documented tags" : `it has ${names}`;
    throw new SplError("unknown_dataset", `${dataset.path} has no child dataset "${node}": ${known}.`, span);
  }
  return (row) => fitsTags(tagsOf(row), child.tags);
}

export function tagsOf(row: Row): ReadonlySet<string> {
  const value = row.get("tag");
  return new Set(value === undefined ? [] : entriesOf(value).map(String));
}

/** The rows of a dataset, newest first, with fields as events have them. Throws SplError malformed_event. */
export function datasetRows(
  dataset: Dataset,
  range: TimeRange,
  collected: Collected,
  context: RunContext,
): Table {
  const given = context.dataset?.(dataset.path, range) ?? null;
  if (given !== null) return given;
  const { definition } = dataset;
  const events = context.events?.(range, collected) ?? { fields: [], rows: [] };
  if (definition === null) return { fields: events.fields, rows: [] };
  const rows = events.rows.filter((row) => fitsTags(tagsOf(row), definition.tags));
  if (rows.length === 0 && events.rows.length > 0) {
    const tags = definition.tags.map((all) => all.map((tag) => `tag=${tag}`).join(" ")).join(" or ");
    context.message(
      "WARN",
      `No event has the tags of ${dataset.path} (${tags}). Give the events a field tag, or the rows of the dataset with ` +
        `--datamodel ${dataset.path}=FILE.`,
    );
  }
  return { fields: events.fields, rows };
}
