/** Views of Dashboard Studio as data: what of a definition the checks look at. */
import type { App } from "../conf/index.ts";

export interface DataSource {
  readonly type: string;
  readonly options?: { readonly query?: string; readonly extend?: string };
}
export interface EventHandler {
  readonly type: string;
  readonly options?: {
    readonly url?: string;
    readonly tokens?: readonly { readonly token: string; readonly key?: string; readonly value?: string }[];
  };
}
export interface Visualization {
  readonly type: string;
  readonly options?: { readonly columnFormat?: Readonly<Record<string, unknown>> };
  readonly context?: Readonly<Record<string, unknown>>;
  readonly dataSources?: Readonly<Record<string, string>>;
  readonly eventHandlers?: readonly EventHandler[];
}
export interface Input {
  readonly type: string;
  readonly options?: { readonly token?: string };
}
export interface Position {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}
export interface Layout {
  readonly type: string;
  readonly options?: { readonly width?: number };
  readonly structure?: readonly { readonly item: string; readonly position?: Position }[];
}
export interface Definition {
  readonly defaults?: unknown;
  readonly dataSources?: Readonly<Record<string, DataSource>>;
  readonly visualizations?: Readonly<Record<string, Visualization>>;
  readonly inputs?: Readonly<Record<string, Input>>;
  readonly layout: {
    readonly globalInputs?: readonly string[];
    readonly tabs: { readonly items: readonly { readonly layoutId: string }[] };
    readonly layoutDefinitions: Readonly<Record<string, Layout>>;
  };
}

export interface StudioView {
  readonly name: string;
  readonly file: string;
  readonly definition: Definition;
  /** The line on which the object of this id begins; 0 where it is not there. */
  lineOf(id: string): number;
}

/** The dashboards of an app that are Dashboard Studio's, with tabs; others are left out. */
export function studioViews(app: App): StudioView[] {
  return app
    .files("default/data/ui/views")
    .filter((name) => name.endsWith(".xml"))
    .flatMap((name) => {
      const file = `default/data/ui/views/${name}`;
      const text = Buffer.from(app.read(file)).toString("utf8");
      const json = /<definition><!\[CDATA\[([\s\S]*?)\]\]><\/definition>/.exec(text)?.[1];
      if (json === undefined) return [];
      const lines = text.split("\n");
      return [
        {
          name: name.replace(/\.xml$/, ""),
          file,
          definition: JSON.parse(json) as Definition,
          lineOf: (id) => lines.findIndex((line) => line.includes(`"${id}": {`)) + 1,
        },
      ];
    });
}

/** Names between dollar signs: `$src$`, `$time.earliest$`, `$src|s$`. */
export const tokensIn = (text: string): readonly string[] =>
  [...text.matchAll(/\$([A-Za-z][\w.]*)(?:\|[a-z]+)*\$/g)].map((match) => match[1]!);

/** Tokens that the inputs of a view set. */
export function inputTokens({ inputs = {} }: Definition): ReadonlySet<string> {
  return new Set(
    Object.values(inputs).flatMap(({ type, options }) => {
      const token = options?.token;
      if (token === undefined) return [];
      return type === "input.timerange" ? [`${token}.earliest`, `${token}.latest`] : [token];
    }),
  );
}
