/** Measures every text of the page as it is seen: its colour, and what is behind it, both mixed from all layers. */
import type { MeasuredText } from "../protocol/index.ts";

type Colour = readonly [red: number, green: number, blue: number, alpha: number];

const CLEAR: Colour = [0, 0, 0, 0];

/** Texts that are seen at all, in the order of the document. */
export function measureTexts(): readonly MeasuredText[] {
  // What is seen through takes no clicks, and elementsFromPoint leaves it out.
  const style = document.createElement("style");
  style.textContent = "* { pointer-events: auto !important; }";
  document.head.append(style);
  try {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const measured: MeasuredText[] = [];
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const text = measure(node as Text);
      if (text !== null) measured.push(text);
    }
    return measured;
  } finally {
    style.remove();
  }
}

function measure(node: Text): MeasuredText | null {
  const text = node.data.trim();
  const element = node.parentElement;
  if (text === "" || element === null || /^(?:SCRIPT|STYLE|TITLE|NOSCRIPT)$/i.test(element.tagName))
    return null;
  const range = document.createRange();
  range.selectNodeContents(node);
  const box = range.getClientRects()[0];
  if (box === undefined || box.width < 2 || box.height < 2) return null;
  const style = getComputedStyle(element);
  if (style.visibility !== "visible") return null;
  const stack = document.elementsFromPoint(box.left + Math.min(box.width, 12) / 2, box.top + box.height / 2);
  const at = stack.indexOf(element);
  // Clipped away, or for screen readers alone.
  if (at < 0) return null;
  const background = mixed(stack.slice(at).map(paintOf));
  const own = parseColour(element instanceof SVGElement ? style.fill : style.color);
  const opacity = opacityOf(element);
  return {
    text,
    colour: hex(over([own[0], own[1], own[2], own[3] * opacity], background)),
    background: hex(background),
    size: Number.parseFloat(style.fontSize),
    bold: Number(style.fontWeight) >= 700,
    truncated: /[^\s]\s*…$/.test(text) || isCut(element, style),
    brokenWord: brokenWord(node),
    disabled: element.closest("[disabled], [aria-disabled=true]") !== null,
  };
}

/** Longer than any word or address: nobody expects it on one line. Nor what is quoted, which is of a raw event. */
const LONG = 40;

/** Browsers break lines after spaces, hyphens and slashes; a break anywhere else means that there is no room for the word. */
function brokenWord(node: Text): string | null {
  const range = document.createRange();
  for (const { 0: word, index } of node.data.matchAll(/https?:\S+|[^\s/\-–?&]+/g)) {
    if (word.length > LONG || /^https?:|"/.test(word)) continue;
    range.setStart(node, index);
    range.setEnd(node, index + word.length);
    const boxes = [...range.getClientRects()].filter(({ width }) => width > 1);
    if (new Set(boxes.map(({ top }) => Math.round(top))).size > 1) return word;
  }
  return null;
}

/** The heads of each table that is wider than its panel, so that columns are out of sight. */
export function measureOverflows(): readonly string[] {
  return [...document.querySelectorAll("table")].flatMap((table) => {
    const frame = table.parentElement;
    return frame !== null && frame.scrollWidth > frame.clientWidth + 2 ? [heads(table)] : [];
  });
}

function heads(table: Element): string {
  return [...table.querySelectorAll("th")].map((head) => head.textContent?.trim() ?? "").join(", ");
}

function isCut(element: Element, { textOverflow }: CSSStyleDeclaration): boolean {
  return textOverflow === "ellipsis" && element.scrollWidth > element.clientWidth + 1;
}

/** Everything from the top of the stack to the first opaque layer. */
function mixed(layers: readonly Colour[]): Colour {
  let below: Colour = [255, 255, 255, 1];
  for (const layer of [...layers].reverse()) below = over(layer, below);
  return below;
}

/** What an element paints behind its text. */
function paintOf(element: Element): Colour {
  const style = getComputedStyle(element);
  const isShape = element instanceof SVGGeometryElement;
  const [red, green, blue, alpha] = parseColour(isShape ? style.fill : style.backgroundColor);
  const opacity = opacityOf(element) * (isShape ? Number(style.fillOpacity) : 1);
  return [red, green, blue, alpha * opacity];
}

function opacityOf(element: Element): number {
  let opacity = 1;
  for (let each: Element | null = element; each !== null; each = each.parentElement)
    opacity *= Number(getComputedStyle(each).opacity);
  return opacity;
}

function over(top: Colour, below: Colour): Colour {
  const mix = (index: 0 | 1 | 2) => top[index] * top[3] + below[index] * (1 - top[3]);
  return [mix(0), mix(1), mix(2), 1];
}

/** "rgb(1, 2, 3)" or "rgba(1, 2, 3, 0.5)", as computed styles are written; anything else paints nothing. */
function parseColour(text: string): Colour {
  const [red, green, blue, alpha = 1] = [
    ...(/^rgba?\((.*)\)$/.exec(text)?.[1] ?? "").matchAll(/[\d.]+/g),
  ].map(Number);
  return red === undefined || green === undefined || blue === undefined ? CLEAR : [red, green, blue, alpha];
}

function hex([red, green, blue]: Colour): string {
  return `#${[red, green, blue].map((channel) => Math.round(channel).toString(16).padStart(2, "0")).join("")}`;
}
