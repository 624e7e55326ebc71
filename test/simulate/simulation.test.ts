/** The simulated traffic itself: the same for a seed, records as the firewall writes them, addresses where they are meant to be. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { join } from "node:path";
import { describe, expect, inject, it } from "vitest";
import { Random } from "../../src/random/index.ts";
import { sideOf } from "../../src/risk/index.ts";
import type { LoggedEvent } from "../../src/simulate/event.ts";
import { GENERATORS } from "../../src/simulate/generators/index.ts";
import { HOST_COUNTS, NETWORK } from "../../src/simulate/network.ts";
import { ATTACKS } from "../../src/simulate/planted/index.ts";
import { FIRST_DAY, HOUR_SECONDS, Simulation } from "../../src/simulate/simulation.ts";

/** Next to nothing of what is thinned, all of what is not. */
const SMALL = 0.0001;

function digestOf(seed: number, hours: number): string {
  const hash = createHash("sha256");
  for (const hour of new Simulation({ seed, scale: SMALL, hours }).hours()) hash.update(JSON.stringify(hour));
  return hash.digest("hex");
}

describe("the network", () => {
  it("has 10,000 hosts, each with an address of its own", () => {
    expect(Object.values(HOST_COUNTS).reduce((sum, count) => sum + count, 0)).toBe(10_000);
    const addresses = Object.values(NETWORK).flatMap((hosts) => hosts.map(({ address }) => address));
    expect(new Set(addresses).size).toBe(10_000);
  });
});

describe("a simulation", () => {
  it("gives the same events for the same seed, and others for another", () => {
    expect(digestOf(5, 3)).toBe(digestOf(5, 3));
    expect(digestOf(5, 3)).not.toBe(digestOf(6, 3));
  });

  it("stands for the same network at every scale", () => {
    const full = (scale: number, cause: string) => {
      const simulation = new Simulation({ seed: 2, scale, hours: 2 });
      let total = 0;
      for (const { truths } of simulation.hours()) {
        for (const truth of truths) if (truth.cause === cause) total += truth.weight;
      }
      return total;
    };
    for (const cause of ["web browsing", "Internet background noise", "Ceph storage"]) {
      const [small, larger] = [full(0.002, cause), full(0.005, cause)];
      expect(Math.abs(small / larger - 1), `${cause}: ${small} and ${larger}`).toBeLessThan(0.1);
    }
  });
});

describe("the events of a day", () => {
  const hours = [...new Simulation({ seed: 3, scale: SMALL, hours: 24 }).hours()];
  const all = hours.flatMap(({ events }) => events);
  const truths = hours.flatMap(({ truths }) => truths);

  /** What is wrong with a record; null for a good one. */
  function defect({ event, indexed }: LoggedEvent): string | null {
    const { InitiatorIP, ResponderIP, ResponderPort, Protocol, AC_RuleAction, FirstPacketSecond } = event;
    if (isIP(String(InitiatorIP)) === 0 || isIP(String(ResponderIP)) === 0) return "address";
    if (isIP(String(InitiatorIP)) !== isIP(String(ResponderIP))) return "two families of addresses";
    if (!["tcp", "udp", "icmp"].includes(String(Protocol))) return "protocol";
    if ((ResponderPort === undefined) !== (Protocol === "icmp")) return "port of a protocol without ports";
    for (const port of [event.InitiatorPort, ResponderPort]) {
      if (port !== undefined && !(Number.isInteger(port) && Number(port) >= 1 && Number(port) <= 65535))
        return "port";
    }
    if (!["Allow", "Trust", "Block", "Block with reset"].includes(String(AC_RuleAction))) return "action";
    for (const side of ["Initiator", "Responder"]) {
      const [packets, bytes] = [Number(event[`${side}Packets`]), Number(event[`${side}Bytes`])];
      if (!Number.isSafeInteger(packets) || !Number.isSafeInteger(bytes)) return "counts";
      if ((packets === 0) !== (bytes === 0) || bytes < packets * 40 || bytes > packets * 1514)
        return "bytes a packet";
    }
    const ended = event.LastPacketSecond !== undefined;
    if (ended !== (event.ConnectionDuration !== undefined)) return "an end without a duration";
    if (ended && Number(event.LastPacketSecond) - Number(FirstPacketSecond) !== event.ConnectionDuration)
      return "duration";
    if (String(AC_RuleAction).startsWith("Block") && ended) return "a blocked connection that ended";
    if (indexed <= Number(event.LastPacketSecond ?? FirstPacketSecond))
      return "indexed before it was written";
    if (event.EVE_ThreatConfidencePct !== undefined && event.EVE_Process === undefined)
      return "threat without a process";
    if (Object.values(event).some((value) => value === undefined || value === "")) return "an empty field";
    return null;
  }

  it("are well-formed", () => {
    expect(all.length).toBeGreaterThan(20_000);
    const bad = all
      .map((event) => ({ defect: defect(event), event: event.event }))
      .filter(({ defect }) => defect !== null);
    expect(bad.slice(0, 3)).toEqual([]);
  });

  it("have the names of the real record, in its order, and two that only the end of a connection has", () => {
    const sample = readFileSync(join(inject("root"), "examples", "estreamer_json_real.log"), "utf8").split(
      "\n",
    )[0]!;
    const real = Object.keys(JSON.parse(sample) as object);
    const names = new Set(all.flatMap(({ event }) => Object.keys(event)));
    const added = [...names].filter((name) => !real.includes(name));
    expect(added.sort()).toEqual(["ConnectionDuration", "LastPacketSecond"]);
    const disordered = all.find(({ event }) => {
      const places = Object.keys(event).map((name) => real.indexOf(name));
      const known = places.filter((place) => place >= 0);
      return known.some((place, index) => place < (known[index - 1] ?? 0));
    });
    expect(disordered).toBeUndefined();
  });

  it("come from and go to where their zones say", () => {
    const wrong = all.filter(({ event }) =>
      (
        [
          [event.InitiatorIP, event.IngressZone],
          [event.ResponderIP, event.EgressZone],
        ] as const
      ).some(([address, zone]) => {
        const internal = sideOf(String(address)) === "internal";
        return zone === undefined
          ? internal || isIP(String(address)) !== 6
          : internal === (zone === "outside");
      }),
    );
    expect(wrong.slice(0, 3)).toEqual([]);
  });

  it("have each an id of its own, a cause, and nothing inside that tells it", () => {
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    const names = new Set([...GENERATORS.map(({ cause }) => cause), ...ATTACKS.map(({ name }) => name)]);
    expect(names.size).toBe(GENERATORS.length + ATTACKS.length);
    const seen = new Set(truths.map(({ cause }) => cause));
    expect([...names].filter((name) => !seen.has(name))).toEqual([]);
  });

  it("are in the hour in which they were indexed, in that order", () => {
    expect(hours.map(({ start }) => start)).toEqual(
      Array.from({ length: 24 }, (_, hour) => FIRST_DAY + hour * HOUR_SECONDS),
    );
    for (const { start, events } of hours) {
      const times = events.map(({ indexed }) => indexed);
      expect(times).toEqual([...times].sort((a, b) => a - b));
      expect(
        times.every((time) => time < start + HOUR_SECONDS && (start === FIRST_DAY || time >= start)),
      ).toBe(true);
    }
  });

  it("of ordinary causes never have the ends and the port of what was planted", () => {
    const keyOf = ({ event }: LoggedEvent) =>
      `${event.InitiatorIP} ${event.ResponderIP} ${event.ResponderPort}`;
    const planted = new Set(all.filter((_, index) => truths[index]!.planted).map(keyOf));
    expect(planted.size).toBeGreaterThan(ATTACKS.length);
    expect(all.filter((event, index) => !truths[index]!.planted && planted.has(keyOf(event)))).toEqual([]);
  });
});

describe("the planted attacks", () => {
  it("are twenty, and two of them take more than one connection to see", () => {
    expect(ATTACKS).toHaveLength(20);
    expect(ATTACKS.filter(({ oneConnection }) => !oneConnection)).toHaveLength(2);
  });

  it("begin and end within the day, whatever the seed, so that each is logged", () => {
    const outside: unknown[] = [];
    for (let seed = 0; seed < 100; seed++) {
      for (const { name, make } of ATTACKS) {
        const connections = make(Random.named(seed, name), FIRST_DAY);
        expect(connections.length).toBeGreaterThan(0);
        for (const { start, outcome } of connections) {
          // Ninety seconds until it can be searched.
          const searched = start + (outcome.kind === "ended" ? outcome.seconds : 0) + 90;
          if (start < FIRST_DAY || searched >= FIRST_DAY + 24 * HOUR_SECONDS)
            outside.push({ seed, name, start });
        }
      }
    }
    expect(outside).toEqual([]);
  });
});
