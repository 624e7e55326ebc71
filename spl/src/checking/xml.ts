/**
 * Reads the XML of a view into elements that know their line. Views need no more of XML than elements, attributes, texts, CDATA, comments
 * and the five entities; a document type is rejected.
 */

export interface Element {
  readonly name: string;
  readonly line: number;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly Element[];
  /** Texts and CDATA in it, without those of its children. */
  readonly text: string;
  /** The line on which the text begins that is not white space. */
  readonly textLine: number;
}

export class XmlError extends Error {
  constructor(
    readonly line: number,
    message: string,
  ) {
    super(message);
  }
}

interface Open {
  readonly name: string;
  readonly line: number;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: Element[];
  text: string;
  textLine: number;
}

const MARKUP =
  /<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>|<\?[\s\S]*?\?>|<\/([^\s<>/]+)\s*>|<([A-Za-z_][^\s<>/=]*)((?:\s+[^\s<>/=]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/y;
/** Views nest about ten elements. */
const MAXIMUM_DEPTH = 100;
const ENTITIES: ReadonlyMap<string, string> = new Map([
  ["amp", "&"],
  ["lt", "<"],
  ["gt", ">"],
  ["quot", '"'],
  ["apos", "'"],
]);

/** The root element. Throws XmlError. */
export function readXml(content: string): Element {
  const text = content.replace(/^\ufeff/, "");
  let line = 1;
  const count = (part: string) => part.match(/\n/g)?.length ?? 0;
  const stack: Open[] = [newElement("", 1, new Map())];
  const addText = (part: string, at: number) => {
    const open = stack[stack.length - 1]!;
    if (open.text.trim() === "" && part.trim() !== "") {
      open.text = "";
      open.textLine = at + count(part.slice(0, part.length - part.trimStart().length));
      open.text = part.trimStart();
    } else open.text += part;
  };
  for (let position = 0; position < text.length; ) {
    if (text[position] !== "<") {
      const next = text.indexOf("<", position);
      const part = text.slice(position, next < 0 ? text.length : next);
      addText(decode(part, line), line);
      line += count(part);
      position += part.length;
      continue;
    }
    MARKUP.lastIndex = position;
    const found = MARKUP.exec(text);
    if (found === null)
      throw new XmlError(
        line,
        `"${text.slice(position, position + 20).split("\n")[0]}" is not XML; "<" in a text is written &lt;`,
      );
    const [whole, cdata, closed, opened, attributes, empty] = found;
    if (cdata !== undefined) addText(cdata, line);
    else if (closed !== undefined) close(stack, closed, line);
    else if (opened !== undefined) {
      if (stack.length > MAXIMUM_DEPTH)
        throw new XmlError(line, `elements are nested more than ${MAXIMUM_DEPTH} deep`);
      stack.push(newElement(opened, line, readAttributes(attributes!, line)));
      if (empty === "/") close(stack, opened, line);
    }
    line += count(whole);
    position += whole.length;
  }
  const open = stack[stack.length - 1]!;
  if (stack.length > 1) throw new XmlError(open.line, `<${open.name}> opened here is never closed`);
  const [root] = open.children;
  if (root === undefined) throw new XmlError(1, "the view has no element");
  return root;
}

function newElement(name: string, line: number, attributes: ReadonlyMap<string, string>): Open {
  return { name, line, attributes, children: [], text: "", textLine: line };
}

function close(stack: Open[], name: string, line: number): void {
  const open = stack[stack.length - 1]!;
  if (stack.length === 1 || open.name !== name) {
    const instead = stack.length === 1 ? "nothing" : `<${open.name}> of line ${open.line}`;
    throw new XmlError(line, `</${name}> closes ${instead}`);
  }
  stack.pop();
  stack[stack.length - 1]!.children.push(open);
}

function readAttributes(text: string, line: number): Map<string, string> {
  return new Map(
    [...text.matchAll(/([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)].map(([, name, double, single]) => [
      name!,
      decode(double ?? single!, line),
    ]),
  );
}

function decode(text: string, line: number): string {
  return text.replace(/&(?:#(\d+)|#x([0-9A-Fa-f]+)|(\w+));?/g, (whole, decimal, hexadecimal, name) => {
    if (name !== undefined) {
      const character = ENTITIES.get(name);
      if (character === undefined || !whole.endsWith(";"))
        throw new XmlError(line, `"${whole}" is not an entity of XML; "&" is written &amp;`);
      return character;
    }
    const code = decimal === undefined ? Number.parseInt(hexadecimal, 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : "\ufffd";
  });
}

/** An element and all below it. */
export function* descendants(element: Element): Iterable<Element> {
  yield element;
  for (const child of element.children) yield* descendants(child);
}
