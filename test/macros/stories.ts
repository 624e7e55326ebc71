/** Events that tell a story: the labelled ones, and one for each factor that these hardly meet. */
import { join } from "node:path";
import { readScenarios } from "../../src/evaluation/index.ts";
import type { RandomEvent } from "./random-events.ts";

export const stories = (root: string): readonly RandomEvent[] => [
  ...readScenarios(join(root, "examples/scenarios.jsonl")).map(({ event }) => event as RandomEvent),
  { src: "10.0.0.1", dest: "8.8.8.8", dest_port: 8531, transport: "tcp", app: "SSH" },
  {
    src: "10.0.0.1",
    dest: "8.8.8.8",
    dest_port: 445,
    transport: "tcp",
    InitiatorBytes: 9000,
    ResponderBytes: 9000,
  },
  { src: "10.0.0.1", dest: "8.8.8.8", dest_port: 6667, transport: "tcp", app: "IRC", InitiatorBytes: 900 },
  { src: "8.8.8.8", dest: "10.0.0.1", dest_port: 4444, transport: "tcp", action: "Block" },
  { src: "10.0.0.1", dest: "8.8.8.8", dest_port: 4444, transport: "tcp", src_zone: "mgmt" },
  // A host that calls the same server all day, and one whose server has been taken down.
  {
    src: "10.0.0.1",
    dest: "8.8.8.8",
    dest_port: 443,
    transport: "tcp",
    history_regularity: 93,
    history_same_size: 95,
    history_connections: 96,
  },
  {
    src: "10.0.0.1",
    dest: "8.8.8.8",
    dest_port: 1177,
    transport: "tcp",
    history_failed: 99,
    history_connections: 237,
  },
  // An implant on a new server.
  {
    src: "10.0.0.1",
    dest: "8.8.8.8",
    dest_port: 4444,
    transport: "tcp",
    process: "malware",
    history_days: 0,
  },
  // A key logger delivers, and gets acknowledgements.
  {
    src: "10.0.0.1",
    dest: "8.8.8.8",
    dest_port: 29871,
    transport: "tcp",
    InitiatorBytes: 1930,
    ResponderBytes: 392,
    InitiatorPackets: 8,
    ResponderPackets: 7,
  },
  // A tunnel of bore that stays open.
  {
    src: "10.0.0.1",
    dest: "8.8.8.8",
    dest_port: 7835,
    transport: "tcp",
    InitiatorBytes: 500_000,
    ResponderBytes: 900_000,
    ConnectionDuration: 14_245,
  },
];
