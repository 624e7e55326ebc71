/**
 * Applications ask their databases and queues: SQL Server (1433), Oracle (1521), PostgreSQL (5432), MySQL (3306), Redis (6379), MongoDB
 * (27017), Elasticsearch (9200), Kafka (9092), RabbitMQ (5672), Cassandra (9042). Shape: the products' default ports; an application
 * keeps to a few databases, and its pool's connections stay for minutes to hours.
 */
import { talked } from "../connection.ts";
import { connections, type Generator, steadyCount } from "../generator.ts";
import { NETWORK, sample } from "../network.ts";

const PRODUCTS = [
  [1433, "MS SQL"],
  [1433, "MS SQL"],
  [1521, "Oracle"],
  [5432, "PostgreSQL"],
  [3306, "MySQL"],
  [6379, "Redis"],
  [27017, "MongoDB"],
  [9200, "HTTP"],
  [9092, null],
  [5672, "AMQP"],
  [9042, null],
] as const;

export const databases: Generator = {
  cause: "databases",
  thinning: 1,
  prepare: (setup) => {
    const pairs = sample(setup, NETWORK.servers, 300).map((from) => ({
      from,
      to: setup.pick(NETWORK.databases),
      product: setup.pick(PRODUCTS),
    }));
    return (hour) =>
      connections(hour, steadyCount(hour, 500_000), (start) => {
        const { random } = hour;
        const { from, to, product } = random.pick(pairs);
        const [port, application] = product;
        return {
          start,
          from,
          to,
          port,
          protocol: "tcp",
          rule: "Server-Segments",
          outcome: talked(random, [3, 6.5], [3, 7.5], [1, 7200]),
          ...(application === null || random.chance(100) ? {} : { identity: { application } }),
        };
      });
  },
};
