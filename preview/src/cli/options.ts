/** What the user may choose. */
export interface Options {
  readonly view?: string;
  readonly theme: "light" | "dark" | "both";
  readonly token: Readonly<Record<string, string>>;
  readonly output: string;
  readonly serve: boolean;
  readonly port: number;
  readonly accept: boolean;
  readonly check: boolean;
  readonly app?: string;
}
