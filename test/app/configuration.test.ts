/** The .conf files that ship, read with our own reader: the published detection is all there, and everything fits together. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, inject, it } from "vitest";
import { type ConfStanza, parseConf } from "../../src/conf/index.ts";

const app = inject("app");
const conf = (name: string) => parseConf(readFileSync(join(app, "default", name)), name);
const PUBLISHED = "Cisco Secure Firewall - Communication Over Suspicious Ports - Rule";
const SCORED = "Suspicious Ports - Cisco Secure Firewall - Scored Communication Over Suspicious Ports - Rule";

const values = (stanza: ConfStanza) =>
  new Map([...stanza.settings].map(([key, { value }]) => [key, value.trim()]));

describe("the published detection", () => {
  const expected = parseConf(
    readFileSync(join(inject("root"), "test/fixtures/detection/savedsearches.expected.conf")),
    "expected",
  ).stanzas.get(`ESCU - ${PUBLISHED}`)!;
  const ours = conf("savedsearches.conf").stanzas.get(`Suspicious Ports - ${PUBLISHED}`)!;

  it("has every setting as published, but for its name", () => {
    const wanted = values(expected);
    wanted.set("action.correlationsearch.label", `Suspicious Ports - ${PUBLISHED}`);
    expect(Object.fromEntries(values(ours))).toEqual(Object.fromEntries(wanted));
    expect(wanted.size).toBe(40);
  });

  it("does not bring ESCU's [default] stanza, which would change every other search", () => {
    expect(conf("savedsearches.conf").stanzas.has("default")).toBe(false);
  });
});

describe("the scored detection", () => {
  const searches = conf("savedsearches.conf").stanzas;
  const published = values(searches.get(`Suspicious Ports - ${PUBLISHED}`)!);
  const scored = values(searches.get(SCORED)!);

  it("has the same risk, annotations, window and switches as the published one", () => {
    const same = [...published.keys()].filter((key) =>
      /^(?:action\.risk|action\.correlationsearch\.(?:annotations|enabled|detection_type)|dispatch|disabled|enableSched|schedule_window|allow_skew|counttype|relation|quantity|alert|realtime|is_visible)/.test(
        key,
      ),
    );
    expect(same.length).toBeGreaterThan(18);
    for (const key of same) expect([key, scored.get(key)]).toEqual([key, published.get(key)]);
    expect([...scored.keys()].sort()).toEqual([...published.keys()].sort());
  });

  it("runs at another minute", () => {
    expect(scored.get("cron_schedule")).not.toBe(published.get("cron_schedule"));
  });

  it("drills down with its own search", () => {
    const [own, risk] = JSON.parse(scored.get("action.notable.param.drilldown_searches")!);
    const search = scored.get("search")!.replace(/ +\n/g, "\n");
    expect(own.search).toBe(`${search}\n | search  src = "$src$"`);
    expect(risk).toEqual(JSON.parse(published.get("action.notable.param.drilldown_searches")!)[1]);
  });

  it("has annotations and risk that are JSON", () => {
    for (const [key, value] of scored)
      if (/^[[{]/.test(value)) expect(() => JSON.parse(value), key).not.toThrow();
  });
});

describe("what searches refer to", () => {
  const macros = conf("macros.conf").stanzas;

  it("are macros that ship, and every macro that ships is commented", () => {
    const text = [...conf("savedsearches.conf").stanzas.values(), ...macros.values()]
      .flatMap(({ settings }) => [
        settings.get("search")?.value ?? "",
        settings.get("definition")?.value ?? "",
      ])
      .join("\n");
    const used = [...text.matchAll(/`([a-z_]+)(\(([^`]*)\))?`/g)].map(([, name, call]) =>
      call === undefined ? name : `${name}(1)`,
    );
    expect(used.length).toBeGreaterThan(5);
    for (const name of used) expect([...macros.keys()]).toContain(name);
    const source = readFileSync(join(app, "default/macros.conf"), "utf8");
    for (const name of macros.keys())
      expect(source).toMatch(new RegExp(`\\n#[^\\n]*\\n\\[${name!.replace(/[()]/g, "\\$&")}\\]`));
  });

  it("are exported to the system", () => {
    const meta = parseConf(readFileSync(join(app, "metadata/default.meta")), "default.meta").stanzas;
    for (const kind of ["commands", "searchbnf", "macros", "transforms", "lookups", "savedsearches"]) {
      expect(meta.get(kind)!.settings.get("export")!.value).toBe("system");
    }
  });

  it("are ports of the catalogue, all ten of the detection among them, and none that everybody uses", () => {
    const definition = macros.get("suspicious_ports_watched")!.settings.get("definition")!.value;
    const ports = [...definition.matchAll(/"([0-9]+)"/g)].map(([, port]) => port);
    expect(definition).toBe(`dest_port IN (${ports.map((port) => `"${port}"`).join(", ")})`);
    for (const port of ["888", "999", "2200", "2222", "4000", "4444", "6789", "8531", "50501", "51820"])
      expect(ports).toContain(port);
    for (const port of ["22", "25", "53", "80", "443", "445"]) expect(ports).not.toContain(port);
  });

  it("are files and stanzas that ship", () => {
    expect(conf("commands.conf").stanzas.get("portrisk")!.settings.get("filename")!.value).toBe("portrisk");
    expect(conf("transforms.conf").stanzas.get("portrisk_ports")!.settings.get("filename")!.value).toBe(
      "portrisk_ports.csv",
    );
  });
});

describe("the search help", () => {
  const stanzas = conf("searchbnf.conf").stanzas;

  it("names every option and every output", () => {
    const options = values(stanzas.get("portrisk-options")!);
    for (const name of [
      "src",
      "dest",
      "dest_port",
      "transport",
      "action",
      "prefix",
      "min_score",
      "distributed",
    ]) {
      expect(options.get("syntax")).toContain(`(${name}=`);
      expect(options.get("description")).toMatch(new RegExp(`\\b${name}\\b.*?:`, "s"));
    }
    const command = values(stanzas.get("portrisk-command")!);
    for (const name of ["score", "level", "category", "service", "direction", "mitre", "factors", "reason"]) {
      expect(command.get("description")).toContain(`portrisk_${name}`);
    }
  });

  it("comments every example", () => {
    const keys = [...stanzas.get("portrisk-command")!.settings.keys()];
    const examples = keys.filter((key) => key.startsWith("example"));
    expect(examples.length).toBeGreaterThan(2);
    for (const key of examples) expect(keys).toContain(key.replace("example", "comment"));
  });
});
