/** A Dashboard Studio definition, as far as the preview looks at it. Whether it is one at all is the schema's matter (checks/schema.ts). */

export interface DataSource {
  readonly type: string;
  readonly name?: string;
  readonly options?: {
    readonly query?: string;
    /** Of a ds.chain: the data source whose results it goes on with. */
    readonly extend?: string;
    readonly queryParameters?: { readonly earliest?: string; readonly latest?: string };
  };
}

export interface Visualization {
  readonly type: string;
  readonly title?: string;
  readonly description?: string;
  readonly dataSources?: Readonly<Record<string, string>>;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly context?: Readonly<Record<string, unknown>>;
  readonly containerOptions?: unknown;
  readonly eventHandlers?: readonly unknown[];
}

export interface Input {
  readonly type: string;
  readonly title?: string;
  readonly dataSources?: Readonly<Record<string, string>>;
  readonly options?: { readonly token?: string; readonly defaultValue?: unknown } & Readonly<
    Record<string, unknown>
  >;
}

export interface Layout {
  readonly type: string;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly structure?: readonly {
    readonly item: string;
    readonly type: string;
    readonly position?: Readonly<Record<"x" | "y" | "w" | "h", number>>;
  }[];
}

export interface Definition {
  readonly title?: string;
  readonly description?: string;
  readonly dataSources?: Readonly<Record<string, DataSource>>;
  readonly visualizations?: Readonly<Record<string, Visualization>>;
  readonly inputs?: Readonly<Record<string, Input>>;
  readonly defaults?: {
    readonly dataSources?: Readonly<Record<string, { readonly options?: DataSource["options"] }>>;
    readonly tokens?: { readonly default?: Readonly<Record<string, { readonly value: string }>> };
  };
  readonly layout?: {
    readonly globalInputs?: readonly string[];
    readonly tabs?: { readonly items?: readonly { readonly layoutId: string; readonly label: string }[] };
    readonly layoutDefinitions?: Readonly<Record<string, Layout>>;
  } & Partial<Layout>;
}

export interface Tab {
  readonly label: string;
  readonly layout: string;
}

/** A view of an app. */
export interface View {
  /** The file's name without extension. */
  readonly name: string;
  readonly definition: Definition;
}

export function titleOf({ name, definition }: View): string {
  return definition.title ?? name;
}

/** The tabs of a view; a view of the older form has one without a layout's name. */
export function tabsOf({ layout }: Definition): readonly Tab[] {
  const items = layout?.tabs?.items ?? [];
  return items.length === 0
    ? [{ label: "", layout: "" }]
    : items.map(({ label, layoutId }) => ({ label, layout: layoutId }));
}

/** What stands on a tab. */
export function itemsOn(tab: Tab, { layout }: Definition): NonNullable<Layout["structure"]> {
  const definition = tab.layout === "" ? layout : layout?.layoutDefinitions?.[tab.layout];
  return definition?.structure ?? [];
}

/** Pixels from the top of a tab to the end of the lowest panel. */
export function heightOf(tab: Tab, definition: Definition): number {
  return Math.max(
    0,
    ...itemsOn(tab, definition).map(({ position }) => (position?.y ?? 0) + (position?.h ?? 0)),
  );
}
