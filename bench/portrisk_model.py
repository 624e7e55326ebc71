"""The scoring model in Python: reads the model as JSON (src/benchmark/model.ts) and the catalogue, and assesses connections.

It holds no rule of its own. Conditions and templates become one Python function, compiled once, so that this side is as
fast as if it had been written by hand.
"""

import csv
import ipaddress
import json
import re

# Only so many texts are remembered by each reading.
MAX_REMEMBERED = 65536
ZONE = re.compile(r"%[0-9A-Za-z._~-]+\Z")
LONGEST_ADDRESS = 45
IPV4 = re.compile(r"(0|[1-9][0-9]{0,2})\.(0|[1-9][0-9]{0,2})\.(0|[1-9][0-9]{0,2})\.(0|[1-9][0-9]{0,2})\Z")
# The place of the transport among the readings.
TRANSPORT = 3
OTHER_TRANSPORT = {"tcp": "udp", "udp": "tcp"}


def python_pattern(source):
    """The pattern, read as JavaScript reads it: "$" is the very end, and letters of either case are ASCII alone."""
    return re.compile(re.sub(r"(?<!\\)\$", r"\\Z", source), re.IGNORECASE | re.ASCII)


class Remembered(dict):
    """What a text means, worked out on first sight."""

    def __init__(self, read):
        super().__init__()
        self.read = read

    def __missing__(self, text):
        if len(self) >= MAX_REMEMBERED:
            self.clear()
        value = self[text] = self.read(text)
        return value


def expression(tree):
    """Source text of a value. Fields are local variables; the catalogue's row is `row`, None where there is none."""
    form = tree["form"]
    if form == "field":
        return "field_" + tree["name"]
    if form == "column":
        # An empty cell is absent.
        return f"(None if row is None or row[{tree['name']!r}] == '' else row[{tree['name']!r}])"
    return repr(tree["value"])


def condition(tree):
    """Source text of a test. A comparison with something absent is false."""
    form = tree["form"]
    if form in ("all", "any"):
        word, neutral = (" and ", "True") if form == "all" else (" or ", "False")
        return f"({word.join(map(condition, tree['of']))})" if tree["of"] else neutral
    if form == "not":
        return f"(not {condition(tree['of'])})"
    if form == "present":
        return f"({expression(tree['of'])} is not None)"
    left, right = expression(tree["left"]), expression(tree["right"])
    if form == "equals":
        return f"({left} == {right})" if is_constant(tree["right"]) else f"({left} == {right} is not None)"
    present = f"{left} is not None"
    return f"({present} and {left} >= {right})" if is_constant(tree["right"]) else (
        f"({present} and {right} is not None and {left} >= {right})"
    )


def is_constant(tree):
    return tree["form"] in ("text", "number")


def template(parts):
    """Source text of a sentence's part; absent where any part of it is."""
    texts = [repr(part) if isinstance(part, str) else f"str({expression(part)})" for part in parts]
    absent = [f"{expression(part)} is None" for part in parts if not isinstance(part, str)]
    text = " + ".join(texts)
    return f"(None if {' or '.join(absent)} else {text})" if absent else text


def cases(entries, value_of):
    """Source text of the value of the first case that holds."""
    return "".join(f"{value_of(entry['value'])} if {condition(entry['when'])} else " for entry in entries) + "None"


def factor(entry):
    points = entry["points"]
    if isinstance(points, dict) and "field" in points:
        given = f"field_{points['field']}"
        points = f"{points['sign']} * min({points['most']}, {given} - {given} % {points['step']})"
    elif isinstance(points, dict):
        half = " // 2" if points.get("half") else ""
        points = f"0 if row is None else {points['sign']} * (row[{points['column']!r}]{half})"
    clause = "None" if entry["clause"] is None else template(entry["clause"])
    return [
        f"if {condition(entry['when'])}:",
        f"    points = {points}",
        "    if points:",
        f"        applied.append(({entry['name']!r}, points, {clause}, {entry['kind']!r}, {entry.get('mitre', [])!r}))",
    ]


def program(model, names):
    """Source text of assess(key, row, listing, digits): factors, direction, level, score, reason's opening and advice, and whether
    the port counted."""
    lines = [f"{', '.join('field_' + name for name in names)} = key", "field_listing = listing", "field_digits = digits"]
    for each in model["derived"]:
        lines.append(f"field_{each['name']} = {cases(each['cases'], expression)}")
    lines.append("applied = []")
    for each in model["factors"]:
        lines += factor(each)
    lines.append("total = sum([each[1] for each in applied])")
    lines.append(f"kinds = {{each[3] for each in applied if each[1] > 0 and each[3] in {model['beyond_the_port']!r}}}")
    lines.append("field_evidence = len(kinds)")
    limits = "".join(
        f"({each['name']!r}, {each['atMost']}) if {condition(each['when'])} else " for each in model["limits"]
    )
    lines.append(f"limit = {limits}None")
    lines.append("if limit is not None and total > limit[1]:")
    lines.append("    applied.append((limit[0], limit[1] - total, None, None, []))")
    lines.append("    total = limit[1]")
    lines.append(f"score = min({model['highest_score']}, max({model['lowest_score']}, total))")
    levels = "".join(f"{each['name']!r} if score >= {each['from']} else " for each in model["levels"])
    lines.append(f"field_level = {levels}None")
    opening, advice = cases(model["openings"], template), cases(model["advice"], template)
    lines.append(f"return applied, field_direction, field_level, score, {opening}, {advice}, {condition(model['bad_port'])}")
    return "def assess(key, row, listing, digits):\n" + "".join(f"    {line}\n" for line in lines)


def read_catalogue(path):
    """(port, transport) -> row, with points as numbers and techniques as one text."""
    rows = {}
    with open(path, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for name in ("points", "legitimate_points"):
                row[name] = int(row[name])
            rows[int(row["port"]), row["transport"]] = row
    return rows


class Model:
    def __init__(self, path, catalogue):
        with open(path, encoding="utf-8") as file:
            model = json.load(file)
        self.model = model
        self.catalogue = read_catalogue(catalogue)
        self.patterns = {name: python_pattern(source) for name, source in model["patterns"].items()}
        self.networks = {4: [], 6: []}
        for each in model["networks"]:
            for network in map(ipaddress.ip_network, each["networks"]):
                pair = int(network.netmask), int(network.network_address)
                self.networks[network.version].append((each["side"], [pair]))
        self.kinds = {
            name: [(entry["kind"], python_pattern(entry["pattern"])) for entry in entries]
            for name, entries in model["kinds"].items()
        }
        self.readings = self.make_readings()
        made = {}
        exec(program(model, [name for name, _, _ in self.readings]), made)
        self.apply = made["assess"]

    # From texts to what the model may know of them.

    def make_readings(self):
        """[(name, fields, text -> value)], the port first: a key is one value of each."""
        side = Remembered(self.side)
        transports, actions = dict(self.model["transports"]), dict(self.model["actions"])
        readings = {
            "dest_port": ("port", Remembered(self.port)),
            "src": ("src_side", side),
            "dest": ("dest_side", side),
            "transport": ("transport", Remembered(lambda text: transports.get(text.strip(" \t").lower()))),
            "action": ("action", Remembered(lambda text: actions.get(text.strip(" \t").lower()))),
        }
        for name in self.model["fields"]:
            if name in self.model["bounds"]:
                readings[name] = (name, Remembered(lambda text, name=name: self.count(name, text)))
            elif name not in readings:
                readings[name] = (name, Remembered(lambda text, name=name: self.kind(name, text)))
        return [
            (name, self.model["fields"][source], reading.__getitem__) for source, (name, reading) in readings.items()
        ]

    def port(self, text):
        match = self.patterns["port"].match(text)
        return int(match[1]) if match and int(match[1]) <= self.model["largest_port"] else None

    def count(self, name, text):
        """The highest bound that the number reaches, 0 below the first: all numbers between two bounds are one to the model."""
        match = self.patterns["count"].match(text)
        if not match:
            return None
        return max([bound for bound in self.model["bounds"][name] if int(match[1]) >= bound], default=0)

    def kind(self, name, text):
        text = text[: self.model["longest_name"]]
        if not text.isascii():
            # The command sees bytes.
            text = text.encode("utf-8").decode("latin-1")
        return next((kind for kind, pattern in self.kinds[name] if pattern.search(text)), None)

    def side(self, text):
        address = self.address(text.strip(" \t"))
        if address is None:
            return None
        version, number = address
        for side, networks in self.networks[version]:
            if any(number & mask == base for mask, base in networks):
                return side
        return "external"

    def address(self, text):
        """(4 or 6, number), or None."""
        match = IPV4.match(text)
        if match:
            a, b, c, d = map(int, match.groups())
            return None if max(a, b, c, d) > 255 else (4, (a << 24) + (b << 16) + (c << 8) + d)
        address, percent, zone = text.partition("%")
        if ":" not in address or (percent and not ZONE.match(percent + zone)):
            return None
        mapped = self.patterns["mapped"].match(address)
        if mapped:
            return self.address(mapped[1])
        if len(address) > LONGEST_ADDRESS or self.patterns["like_mapped"].match(address):
            return None
        try:
            return 6, int(ipaddress.IPv6Address(address))
        except ValueError:
            return None

    # From a key to the answer.

    def assess(self, key):
        """The output columns of a connection, in order; techniques and factors are lists."""
        port, transport = key[0], key[TRANSPORT]
        row = self.catalogue.get((port, transport or "tcp"))
        listing = None if row is None else "listed"
        if row is None:
            row = self.catalogue.get((port, OTHER_TRANSPORT.get(transport or "tcp")))
            if row is not None:
                listing = "listed" if transport is None else "other_transport"
        applied, direction, level, score, opening, advice, counted = self.apply(
            key, row, listing, self.kind("digits", str(port))
        )
        row = row if counted else None
        techniques = set([] if row is None else row["mitre"].split())
        for _, points, _, _, given in applied:
            if points > 0:
                techniques.update(given)
        return (
            score,
            level,
            "" if row is None else row["category"],
            "" if row is None else row["service"],
            direction,
            sorted(techniques),
            [f"{name}={points:+d}" for name, points, *_ in applied],
            self.reason(opening, applied, advice),
        )

    def reason(self, opening, applied, advice):
        least = self.model["min_points_in_reason"]
        decisive = [each for each in applied if each[2] is not None and abs(each[1]) >= least]
        decisive.sort(key=lambda each: -abs(each[1]))
        clauses = [clause for _, _, clause, *_ in decisive[: self.model["clauses_in_reason"]]]
        return f"{'; '.join([opening, *clauses])}: {advice}."
