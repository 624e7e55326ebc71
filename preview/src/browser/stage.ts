/**
 * One page of Chromium in which scenes are drawn one after the other: Splunk's components are loaded once. Gives the picture, the texts,
 * and the searches that a scene ran.
 */
import type { Page } from "playwright-core";
import type { MeasuredText, Scene, SearchReply, SearchRequest } from "../protocol/index.ts";
import { type Browser, WIDTH } from "./browser.ts";

export interface RecordedSearch {
  readonly request: SearchRequest;
  readonly reply: SearchReply;
}

export interface Shot {
  readonly scene: Scene;
  readonly png: Buffer;
  readonly texts: readonly MeasuredText[];
  /** The heads of each table that is wider than its panel. */
  readonly overflows: readonly string[];
  /** In the order of their ends. */
  readonly searches: readonly RecordedSearch[];
}

/** The header, inputs and tabs above a layout. */
const ABOVE = 230;
/** Milliseconds between two looks at a page that may still change, and after which it counts as stuck. */
const PAUSE = 150;
const PATIENCE = 120_000;
/** Milliseconds after which a view without searches counts as drawn. */
const UNTIL_FIRST_SEARCH = 3000;

export class Stage {
  private constructor(
    private readonly page: Page,
    private readonly searches: RecordedSearch[],
  ) {}

  /** @param searches where the server puts the searches that it answers */
  static async open({ context }: Browser, address: string, searches: RecordedSearch[]): Promise<Stage> {
    const page = await context.newPage();
    await page.goto(`${address}/app/preview/`);
    await page.waitForFunction(() => "preview" in window);
    return new Stage(page, searches);
  }

  /**
   * Draws a scene and waits until it stands still.
   * @param height of its layout
   */
  async shoot(scene: Scene, height: number): Promise<Shot> {
    this.searches.length = 0;
    await this.page.setViewportSize({ width: WIDTH, height: ABOVE + height });
    await this.page.evaluate((each) => window.preview.show(each), scene);
    const png = await this.still();
    const texts = await this.page.evaluate(() => window.preview.measureTexts());
    const overflows = await this.page.evaluate(() => window.preview.measureOverflows());
    return { scene, png, texts, overflows, searches: [...this.searches] };
  }

  /** What Splunk's schema says of a definition; null if it is valid. */
  validate(definition: unknown): Promise<unknown> {
    return this.page.evaluate((each) => window.preview.validate(each), definition);
  }

  /** Draws with a style sheet more. */
  async withStyle<Result>(css: string, draw: () => Promise<Result>): Promise<Result> {
    const style = await this.page.addStyleTag({ content: css });
    try {
      return await draw();
    } finally {
      await style.evaluate((element) => (element as Element).remove());
    }
  }

  /** Clicks a text, and gives the path and query that this leads to. The stage stands there afterwards. */
  async click(text: string): Promise<string> {
    const request = this.page.waitForRequest((each) => each.isNavigationRequest());
    await this.page.getByText(text, { exact: true }).first().click();
    const { pathname, search } = new URL((await request).url());
    await this.page.waitForFunction(() => "preview" in window);
    return `${pathname}${search}`;
  }

  /** The picture, once no search runs and two pictures in a row are equal. */
  private async still(): Promise<Buffer> {
    let before: Buffer | null = null;
    for (let waited = 0; waited < PATIENCE; waited += PAUSE) {
      await this.page.waitForTimeout(PAUSE);
      const pending = await this.page.evaluate(() => window.preview.pendingSearches());
      const begun = this.searches.length > 0 || waited > UNTIL_FIRST_SEARCH;
      if (pending > 0 || !begun) {
        before = null;
        continue;
      }
      const png = await this.page.screenshot();
      if (before?.equals(png)) return png;
      before = png;
    }
    throw new Error(`The page did not come to rest in ${PATIENCE / 1000} seconds.`);
  }
}
