/** A small catalogue for tests that must not change when the real one does. */
import { Catalogue, type CatalogueRow, type CatalogueTransport } from "../../src/risk/index.ts";

const row = (port: number, transport: CatalogueTransport, rest: Partial<CatalogueRow>): CatalogueRow => ({
  port,
  transport,
  service: "something",
  category: "malware",
  points: 50,
  legitimate_use: "",
  legitimate_points: 0,
  prevalence: "",
  mitre: [],
  ...rest,
});

export const SMALL_CATALOGUE = new Catalogue([
  row(4444, "tcp", {
    service: 'a reverse shell, "quoted"',
    category: "shell_listener",
    points: 70,
    legitimate_use: "krb524",
    legitimate_points: 5,
    prevalence: "registered",
    mitre: ["T1059", "T1571"],
  }),
  row(8531, "tcp", {
    service: "a back door",
    points: 55,
    legitimate_use: "WSUS",
    legitimate_points: 30,
    prevalence: "common",
    mitre: ["T1571"],
  }),
  row(51820, "udp", { service: "WireGuard tunnels", category: "tunnel", points: 35, mitre: ["T1572"] }),
  row(443, "tcp", {
    service: "HTTPS",
    category: "web",
    points: 0,
    legitimate_use: "HTTPS",
    legitimate_points: 0,
    prevalence: "ubiquitous",
  }),
]);
