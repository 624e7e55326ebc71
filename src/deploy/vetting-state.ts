/** AppInspect's request for a package, kept in a file, so that an interrupted run continues to wait for it. The file holds no secret. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { isObject } from "../splunk/index.ts";

type Json = { readonly [name: string]: unknown };

export class VettingState {
  private value: string | null;

  constructor(
    private readonly file: string,
    private readonly key: string,
  ) {
    const kept = this.read()[key];
    this.value = typeof kept === "string" ? kept : null;
  }

  get request(): string | null {
    return this.value;
  }

  set request(request: string) {
    this.value = request;
    this.write({ ...this.read(), [this.key]: request });
  }

  forget(): void {
    this.value = null;
    const { [this.key]: _, ...others } = this.read();
    this.write(others);
  }

  /** A file that is missing or not ours is begun anew. */
  private read(): Json {
    try {
      const content: unknown = JSON.parse(readFileSync(this.file, "utf8"));
      return isObject(content) ? content : {};
    } catch {
      return {};
    }
  }

  private write(content: Json): void {
    mkdirSync(dirname(this.file), { recursive: true });
    writeFileSync(this.file, `${JSON.stringify(content, null, 2)}\n`);
  }
}
