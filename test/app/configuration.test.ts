/** The .conf files that ship, read with our own reader: the published detection is all there, and everything fits together. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, inject, it } from "vitest";
import { type ConfStanza, parseConf, readApp } from "../../src/conf/index.ts";

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

describe("the current version of the published detection", () => {
  const stanza = values(
    conf("savedsearches.conf").stanzas.get(
      "Suspicious Ports - Cisco Secure Firewall - Communication Over Suspicious Ports (version 9) - Rule",
    )!,
  );

  it("has version 9's search, and is disabled", () => {
    const plain = (search: string) => search.replace(/\s+/g, " ").trim();
    const published = readFileSync(join(inject("root"), "test/fixtures/detection/v9.spl"), "utf8");
    expect(plain(stanza.get("search")!)).toBe(plain(published));
    expect(stanza.get("disabled")).toBe("true");
    const [own] = JSON.parse(stanza.get("action.notable.param.drilldown_searches")!);
    expect(plain(own.search)).toBe(`${plain(published)} | search src = "$src$"`);
  });
});

describe("the scored detection", () => {
  const searches = conf("savedsearches.conf").stanzas;
  const published = values(searches.get(`Suspicious Ports - ${PUBLISHED}`)!);
  const scored = values(searches.get(SCORED)!);

  it("has the annotations and switches of the published one", () => {
    const same = [...published.keys()].filter((key) =>
      /^(?:action\.correlationsearch\.(?:annotations|enabled|detection_type)|disabled|enableSched|schedule_window|allow_skew|counttype|relation|quantity|realtime|is_visible)/.test(
        key,
      ),
    );
    expect(same.length).toBeGreaterThan(10);
    for (const key of same) expect([key, scored.get(key)]).toEqual([key, published.get(key)]);
  });

  it("looks at what was indexed since the last run, however long ago it began, and alerts once a pair and day", () => {
    const window = (name: string) => Number(/^-(\d+)m@m$/.exec(scored.get(name)!)![1]);
    expect(window("dispatch.index_earliest") - window("dispatch.index_latest")).toBe(60);
    expect(scored.get("dispatch.earliest_time")).toBe("-24h@h");
    expect(scored.get("alert.suppress.fields")).toBe("src,dest,dest_port,transport");
    expect(scored.get("alert.suppress.period")).toBe("24h");
    expect(scored.get("alert.track")).toBe("1");
  });

  it("gives risk to our end, in fields that its search writes", () => {
    const macro = conf("macros.conf").stanzas.get("portrisk_rows")!.settings.get("definition")!.value;
    for (const part of JSON.parse(scored.get("action.risk.param._risk")!) as Record<string, string>[])
      expect(macro).toContain(part.risk_object_field ?? part.threat_object_field);
    expect(scored.get("action.risk.param._risk_message")).toBe("$portrisk_reason$");
  });

  it("runs at another minute", () => {
    expect(scored.get("cron_schedule")).not.toBe(published.get("cron_schedule"));
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

  it("shadow no macro of ESCU's in other apps", () => {
    // Splunk writes names in metadata percent-encoded.
    const stanzaName = (name: string) => name.replace("(", "%28").replace(")", "%29");
    const meta = parseConf(readFileSync(join(app, "metadata/default.meta")), "default.meta").stanzas;
    for (const name of macros.keys()) {
      const own = /^(?:portrisk|suspicious_ports)/.test(name!);
      expect([name, meta.get(`macros/${stanzaName(name!)}`)?.settings.get("export")?.value]).toEqual([
        name,
        own ? undefined : "none",
      ]);
    }
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

describe("event types", () => {
  const types = conf("eventtypes.conf").stanzas;
  const macros = conf("macros.conf").stanzas;

  it.each(["estreamer", "syslog"])(
    "of %s match what the macro of that name reads, and have CIM's tags",
    (kind) => {
      const macro = macros.get(`portrisk_data_${kind}`)!.settings.get("definition")!.value;
      expect(types.get(`suspicious_ports_connection_${kind}`)!.settings.get("search")!.value).toBe(macro);
      const tags = values(conf("tags.conf").stanzas.get(`eventtype=suspicious_ports_connection_${kind}`)!);
      expect(Object.fromEntries(tags)).toEqual({ network: "enabled", communicate: "enabled" });
    },
  );
});

describe("what other apps need", () => {
  it.each(["workflow_actions", "eventtypes", "tags"])("exports %s", (kind) => {
    expect(readApp(app).exported(kind, "x")).toBe(true);
  });
});
