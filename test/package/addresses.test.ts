/** What Splunk's vetting takes for an address: the cases of its own pattern and lists. */
import { describe, expect, it } from "vitest";
import { addressIn } from "../../src/package/addresses.ts";

describe("an address in a text", () => {
  it.each([
    ["203.0.113.5", "203.0.113.5", 1],
    ["one\ntwo src=10.1.2.3, three", "10.1.2.3", 2],
    ["version 12.2.1.4", "12.2.1.4", 1],
    ['"192.0.2.1"', "192.0.2.1", 1],
    ["10.0.0.1/99 is not a network", "10.0.0.1", 1],
    ["8.8.8.8 and 8.8.8.9", "8.8.8.9", 1],
  ])("is found in %j", (text, address, line) => {
    expect(addressIn(text)).toEqual({ address, line });
  });

  it.each([
    "10.0.0.0/8 and 192.168.0.0/16",
    "127.0.0.1 0.0.0.0 255.255.255.255 1.1.1.1",
    "1.2.3",
    "1.2.3.4.5",
    "v1.2.3.4 and 1.2.3.4a",
    "999.1.1.1 and 01.2.3.4",
    "2001:db8::1",
  ])("is not in %j", (text) => {
    expect(addressIn(text)).toBeNull();
  });
});
