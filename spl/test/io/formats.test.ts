/** Event formats: which fields a line gives, and what is rejected. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SplError } from "../../src/errors/spl-error.ts";
import { EVENT_FORMATS, rowsAsObjects } from "../../src/index.ts";
import { readEvents } from "../../src/io/events.ts";
import { isoSeconds } from "../../src/values/iso-time.ts";

/** The fields of one line, without _raw. */
function read(format: string | null, line: string, assumptions: Record<string, string> = {}): object {
  const table = readEvents(
    line,
    format === null ? null : EVENT_FORMATS.get(format)!,
    new Map(Object.entries(assumptions)),
  );
  expect(table.rows).toHaveLength(1);
  const { _raw, ...fields } = rowsAsObjects(table)[0] as Record<string, unknown>;
  if (format !== null) expect(_raw).toBeDefined();
  return fields;
}

function rejected(format: string | null, line: string): string {
  try {
    read(format, line);
  } catch (error) {
    if (error instanceof SplError) return error.message;
    throw error;
  }
  throw new Error("it was read");
}

describe("times in ISO 8601", () => {
  test.each([
    ["1970-01-01T00:00:00Z", 0],
    ["2023-11-14T22:13:20.000+00:00", 1_700_000_000],
    ["2023-11-14T23:13:20.250+01:00", 1_700_000_000.25],
    ["2023-11-14T22:13:20.123456Z", 1_700_000_000.123456],
    ["2023-11-14 22:13:20.000 UTC", 1_700_000_000],
    ["2024-02-29T00:00:00-0030", 1_709_166_600],
    ["2023-11-14T22:13:20", null],
    ["2023-02-29T00:00:00Z", null],
    ["2023-02-30T00:00:00Z", null],
    ["2023-11-14T24:00:01Z", null],
    ["1700000000", null],
  ])("%s is %s", (text, seconds) => {
    expect(isoSeconds(text)).toBe(seconds);
  });

  test("agree with Date for every time and zone", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4e9 }),
        fc.integer({ min: -14 * 60, max: 14 * 60 }),
        (seconds, minutes) => {
          const local = new Date((seconds + minutes * 60) * 1000).toISOString().slice(0, 19);
          const zone = `${minutes < 0 ? "-" : "+"}${[Math.trunc(Math.abs(minutes) / 60), Math.abs(minutes) % 60].map((part) => String(part).padStart(2, "0")).join(":")}`;
          expect(isoSeconds(`${local}${zone}`)).toBe(seconds);
        },
      ),
    );
  });

  test("are epoch seconds as _time of an event, and only there", () => {
    expect(read(null, '{"_time":"2023-11-14T22:13:20Z","t":"2023-11-14T22:13:20Z"}')).toEqual({
      _time: 1_700_000_000,
      t: "2023-11-14T22:13:20Z",
    });
  });
});

describe("an export of Splunk", () => {
  test("is its result", () => {
    expect(
      read(
        null,
        '{"preview":false,"offset":0,"lastrow":true,"result":{"_time":"2023-11-14T22:13:20.000+00:00","a":["1","2"]}}',
      ),
    ).toEqual({ _time: 1_700_000_000, a: ["1", "2"] });
    expect(read(null, '{"preview":false,"result":{"n":1.50}}')).toEqual({ n: "1.50" });
  });

  test("of a preview is rejected; fields of these names are fields", () => {
    expect(rejected(null, '{"preview":true,"result":{"a":1}}')).toContain("result of a preview");
    expect(rejected(null, '{"preview":false,"lastrow":true}')).toContain("without a result");
    expect(rejected("json", '{"preview":false,"result":{"a":{"b":1}}}')).toContain(
      "read it without --as json",
    );
    expect(read(null, '{"preview":false,"result":"x"}')).toEqual({ preview: "false", result: "x" });
  });
});

describe("--as json", () => {
  test.each([
    ['{"a":{"b":{"c":1}}}', { "a.b.c": 1 }],
    ['{"a":{"b":[{"c":1},{"c":2},{"d":"x"}]}}', { "a.b{}.c": [1, 2], "a.b{}.d": "x" }],
    ['{"a":["x","y"],"b":["z"],"e":[],"o":{}}', { "a{}": ["x", "y"], "b{}": "z" }],
    ['{"a":[[1,2],[3]]}', { "a{}{}": [1, 2, 3] }],
    [
      '{"t":true,"f":false,"n":1.50,"big":12345678901234567890}',
      { t: "true", f: "false", n: "1.50", big: "12345678901234567890" },
    ],
    ['{"_time":"2023-11-14T22:13:20Z","a":1}', { _time: 1_700_000_000, a: 1 }],
  ])("%s", (line, fields) => {
    expect(read("json", line)).toEqual(fields);
  });

  test("null needs an assumption", () => {
    const line = '{"a":{"b":null},"c":[null,1]}';
    expect(rejected("json", line)).toBe(
      'Line 1: what null in "a.b" becomes is not documented: accept --assume json-null=absent or json-null=text.',
    );
    expect(read("json", line, { "json-null": "absent" })).toEqual({ "c{}": 1 });
    expect(read("json", line, { "json-null": "text" })).toEqual({ "a.b": "null", "c{}": ["null", 1] });
  });

  test.each(['{"a.b":1}', '{"a":{"b{}":1}}', '{"":1}', "[1]", '{"a":', '{"a":{"b":1,"b":2}}'])(
    "%s is rejected",
    (line) => {
      expect(rejected("json", line)).toMatch(/^Line 1/);
    },
  );

  test("every leaf has the name of its path", () => {
    const leaf = fc.oneof(fc.integer({ min: -1000, max: 1000 }), fc.string({ minLength: 1 }));
    const key = fc.stringMatching(/^[a-z]{1,3}$/);
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { depthSize: "small" },
        leaf,
        fc.array(tie("tree"), { maxLength: 3 }),
        fc.dictionary(key, tie("tree"), { maxKeys: 3 }),
      ),
    }));
    fc.assert(
      fc.property(fc.dictionary(key, tree, { maxKeys: 4 }), (event) => {
        const expected: [string, unknown][] = [];
        const stack: [string, unknown][] = [["", event]];
        while (stack.length > 0) {
          const [path, value] = stack.shift()!;
          if (Array.isArray(value))
            stack.unshift(...value.map((one): [string, unknown] => [`${path}{}`, one]));
          else if (typeof value === "object" && value !== null)
            stack.unshift(
              ...Object.entries(value).map(([name, one]): [string, unknown] => [
                path === "" ? name : `${path}.${name}`,
                one,
              ]),
            );
          else expected.push([path, value]);
        }
        const fields: Record<string, unknown> = {};
        for (const [path] of expected) {
          const values = expected.filter(([other]) => other === path).map(([, value]) => value);
          fields[path] = values.length === 1 ? values[0] : values;
        }
        expect(read("json", JSON.stringify(event))).toEqual(fields);
      }),
    );
  });
});

describe("--as key-value", () => {
  test.each([
    ["a=1 b=two", { a: "1", b: "two" }],
    ['a="x y", b=2; c="" d=3|e=4', { a: "x y", b: "2", d: "3", e: "4" }],
    ["2023-11-14T22:13:20Z host sshd[1]: user=bob user=eve", { user: "bob" }],
    ["no pairs here", {}],
    ['{"_time":5,"_raw":"a=1 b=2","b":"own"}', { _time: 5, a: "1", b: "own" }],
  ])("%s", (line, fields) => {
    expect(read("key-value", line)).toEqual(fields);
  });

  test.each([
    ["a.b=1", 'the field of "a.b="'],
    ["a= b=2", "the value of a"],
    ["a=b=c", "the value of a"],
    ['a="x', "the value of a"],
    ['a="x\\"y"', "the value of a"],
    ['a="x"y', "the value of a"],
    ["a=it's", "the value of a"],
    ["1=2", 'the field of "1="'],
    ["_time=3 a=1", 'the field of "_time="'],
    ['{"a":1}', "has no text in _raw"],
  ])("%s is rejected", (line, why) => {
    expect(rejected("key-value", line)).toContain(why);
  });

  test("what is written as pairs is read again", () => {
    const key = fc.stringMatching(/^[a-z]\w{0,5}$/);
    const bare = fc.stringMatching(/^[\w.:/@-]{1,8}$/);
    const quoted = fc.stringMatching(/^[ \w,;|='.]{1,8}$/);
    const pair = fc.tuple(
      key,
      fc.oneof(
        bare.map((text) => [text, text]),
        quoted.map((text) => [`"${text}"`, text]),
      ),
    );
    fc.assert(
      fc.property(
        fc.uniqueArray(pair, { selector: ([name]) => name }),
        fc.constantFrom(" ", ", ", "; ", "|"),
        (pairs, separator) => {
          const line = `text ${pairs.map(([name, [written]]) => `${name}=${written}`).join(separator)}`;
          expect(read("key-value", line)).toEqual(
            Object.fromEntries(pairs.map(([name, [, value]]) => [name, value])),
          );
        },
      ),
    );
  });
});

describe("the limits of automatic extraction", () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => `f${index}`);
  const json = (count: number) => JSON.stringify(Object.fromEntries(many(count).map((name) => [name, "x"])));
  const pairs = (count: number) =>
    many(count)
      .map((name) => `${name}=x`)
      .join(" ");

  test("are 100 fields and 10,240 bytes", () => {
    expect(Object.keys(read("json", json(100)))).toHaveLength(100);
    expect(Object.keys(read("key-value", pairs(100)))).toHaveLength(100);
    expect(rejected("json", json(101))).toContain("Line 1 has 101 fields");
    expect(rejected("key-value", pairs(101))).toContain("Line 1 has 101 fields");
    const text = (bytes: number) => `a=${"ü".repeat((bytes - 2) / 2)}`;
    expect(read("key-value", text(10_240))).toHaveProperty("a");
    expect(rejected("key-value", text(10_242))).toContain("Line 1 has 10242 bytes");
  });

  test("do not hold where the user says so", () => {
    expect(Object.keys(read("json", json(101), { "kv-limits": "raised" }))).toHaveLength(101);
  });
});

describe("--as windows-xml", () => {
  const event =
    "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Microsoft-Windows-Sysmon' Guid='{5770}'/>" +
    "<EventID>1</EventID><Version>5</Version><Keywords>0x80</Keywords><TimeCreated SystemTime='2023-11-14T22:13:20.5Z'/><Correlation/>" +
    "<Execution ProcessID='10' ThreadID='20'/><Channel>Sysmon/Operational</Channel><Computer>ws-1</Computer><Security UserID='S-1-5-18'/></System>" +
    "<EventData><Data Name='RuleName'>-</Data><Data Name='CommandLine'>cmd &gt; x</Data><Data Name='Empty'></Data><Data>unnamed</Data></EventData></Event>";

  test("gives System, its attributes, and named data", () => {
    expect(read("windows-xml", event)).toEqual({
      Name: "Microsoft-Windows-Sysmon",
      Guid: "{5770}",
      EventID: "1",
      EventCode: "1",
      Version: "5",
      Keywords: "0x80",
      SystemTime: "2023-11-14T22:13:20.5Z",
      _time: 1_700_000_000.5,
      ProcessID: "10",
      ThreadID: "20",
      Channel: "Sysmon/Operational",
      Computer: "ws-1",
      UserID: "S-1-5-18",
      RuleName: "-",
      CommandLine: "cmd &gt; x",
      sourcetype: "XmlWinEventLog",
    });
  });

  test("names fields as CLEAN_KEYS of transforms.conf does", () => {
    const data =
      "<Data Name='Process Name'>a.exe</Data><Data Name='_time'>5</Data><Data Name='1st-Ü'>b</Data>";
    const line = `<Event><System><EventID>1</EventID></System><EventData>${data}</EventData></Event>`;
    expect(read("windows-xml", line)).toEqual({
      EventID: "1",
      EventCode: "1",
      Process_Name: "a.exe",
      time: "5",
      st__: "b",
      sourcetype: "XmlWinEventLog",
    });
  });

  test("in _raw of an event, whose own fields stay", () => {
    const line = JSON.stringify({ _time: 7, sourcetype: "s", Computer: "own", _raw: event });
    expect(read("windows-xml", line)).toMatchObject({
      _time: 7,
      sourcetype: "s",
      Computer: "own",
      EventCode: "1",
    });
  });

  test.each([
    "<a/>",
    "<Event></Event>",
    "<Event><System>text</System></Event>",
    "<Event><System><A><B/></A></System></Event>",
    "<Event><System><EventID>1</EventID></System><EventData><Data Name='A'>cut",
    '<Event><System><Provider Name="P"/></System></Event>',
    '<Event><System/><EventData><Data Name="A">1</Data></EventData></Event>',
    "<Event><System><EventID>1</EventID></System><EventData><Data Name='12'>1</Data></EventData></Event>",
    "x",
  ])("%s is rejected", (line) => {
    expect(rejected("windows-xml", line)).toContain("is not a Windows event in XML");
  });
});

describe("--as cisco-ftd", () => {
  const message =
    "<113>2023-11-14T22:13:20Z ftd-1 : %FTD-1-430003: EventPriority: Low, DeviceUUID: 0-1, AccessControlRuleAction: Allow, SrcIP: 10.0.0.1, " +
    "DstIP: 192.0.2.7, SrcPort: 50000, DstPort: 22, Protocol: tcp, AccessControlRuleName: to the, world, URL: https://a.example/x:y, " +
    "InitiatorBytes: 10, ResponderBytes: 20, NAPPolicy: ";

  test("gives the pairs, their names in CIM and the time", () => {
    expect(read("cisco-ftd", message)).toEqual({
      _time: 1_700_000_000,
      message_id: "430003",
      EventPriority: "Low",
      DeviceUUID: "0-1",
      AccessControlRuleAction: "Allow",
      action: "Allow",
      SrcIP: "10.0.0.1",
      src: "10.0.0.1",
      DstIP: "192.0.2.7",
      dest: "192.0.2.7",
      SrcPort: "50000",
      src_port: "50000",
      DstPort: "22",
      dest_port: "22",
      Protocol: "tcp",
      transport: "tcp",
      AccessControlRuleName: "to the, world",
      rule: "to the, world",
      URL: "https://a.example/x:y",
      url: "https://a.example/x:y",
      InitiatorBytes: "10",
      bytes_in: "10",
      ResponderBytes: "20",
      bytes_out: "20",
      sourcetype: "cisco:ftd:syslog",
    });
  });

  test("takes the time of the first packet where the head has none", () => {
    const line =
      "Nov 14 2023 22:13:25 ftd : %FTD-6-430002: SrcIP: 10.0.0.1, FirstPacketSecond: 2023-11-14T22:13:20Z";
    expect(read("cisco-ftd", line)).toMatchObject({ _time: 1_700_000_000, message_id: "430002" });
  });

  test.each(["%FTD-6-302013: Built inbound TCP", "SrcIP: 10.0.0.1", "%FTD-1-430003: no pair"])(
    "%s is rejected",
    (line) => {
      expect(rejected("cisco-ftd", line)).toMatch(/^Line 1/);
    },
  );
});
