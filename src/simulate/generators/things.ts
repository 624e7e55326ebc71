/**
 * Devices: clocks by NTP (123), sensors and speakers by MQTT (1883, 8883) to their vendors' clouds, cameras to the recorder (554, 8000) and
 * by peer-to-peer (32100/udp, 10001/udp), building control (BACnet 47808/udp, Modbus 502), Tuya (6668). Shape: the vendors' lists and
 * public studies of home devices' traffic (YourThings, IoT Inspector): small, regular, all day.
 */
import { queried, type Service, talked } from "../connection.ts";
import { connections, type Generator, steadyCount } from "../generator.ts";
import { internetHosts, NETWORK } from "../network.ts";

const OUTSIDE: readonly Service[] = [
  [123, "udp", "NTP"],
  [123, "udp", "NTP"],
  [8883, "tcp", "MQTT"],
  [8883, "tcp", null],
  [1883, "tcp", "MQTT"],
  [443, "tcp", "HTTPS"],
  [443, "tcp", null],
  [32100, "udp", null],
  [10001, "udp", null],
  [8443, "tcp", "HTTPS"],
];
const INSIDE: readonly Service[] = [
  [554, "tcp", "RTSP"],
  [8000, "tcp", null],
  [47808, "udp", "BACnet"],
  [502, "tcp", "Modbus"],
  [6668, "tcp", null],
  [37777, "tcp", null],
  [80, "tcp", "HTTP"],
];

export const things: Generator = {
  cause: "devices",
  thinning: 0.5,
  prepare: (setup) => {
    const clouds = internetHosts(setup, 60);
    const recorders = NETWORK.servers.slice(20, 23);
    return (hour) =>
      connections(hour, steadyCount(hour, 40_000), (start) => {
        const { random } = hour;
        const device = random.pick(NETWORK.devices);
        const out = random.chance(650);
        const [port, protocol, application] = random.pick(out ? OUTSIDE : INSIDE);
        return {
          start,
          from: out ? device : random.pick(recorders),
          to: out ? random.pick(clouds) : device,
          port,
          protocol,
          rule: out ? "Devices-Internet" : "Servers-to-Devices",
          outcome: port === 123 ? queried(random) : talked(random, [2.6, 5], [2.6, 5], [1, 3600]),
          ...(application === null ? {} : { identity: { application } }),
        };
      });
  },
};
