/**
 * All that the model may know of a connection, packed into one small number. Two connections with the same key get the
 * same answer, so the answer is made once and its bytes are reused; and from the key alone it can be made again.
 */
import {
  ACTIONS,
  ADDRESS_CLASSES,
  type AddressFacts,
  type Connection,
  LARGEST_PORT,
  PUBLIC_CLASS,
  TRANSPORTS,
} from "../risk/index.ts";

// In each list, code 0 is "absent"; code n is entry n - 1.
const CLASSES: readonly AddressFacts[] = [...ADDRESS_CLASSES, PUBLIC_CLASS];
const CLASS_CODES = CLASSES.length + 1;
const TRANSPORT_CODES = TRANSPORTS.length + 1;
const ACTION_CODES = ACTIONS.length + 1;

/** The largest key; it fits a 32-bit integer. */
export const LARGEST_KEY =
  (LARGEST_PORT + 1) * CLASS_CODES * CLASS_CODES * TRANSPORT_CODES * ACTION_CODES - 1;

export interface Codes {
  /** 1 to 65535; 0 when the event has no usable port. */
  port: number;
  src: number;
  dest: number;
  transport: number;
  action: number;
}

export function classCode(facts: { readonly name: string } | null): number {
  return facts === null ? 0 : CLASSES.findIndex(({ name }) => name === facts.name) + 1;
}

export function transportCode(transport: string | null): number {
  return transport === null ? 0 : TRANSPORTS.indexOf(transport) + 1;
}

export function actionCode(action: "allowed" | "blocked" | null): number {
  return action === null ? 0 : ACTIONS.indexOf(action) + 1;
}

export function packKey({ port, src, dest, transport, action }: Codes): number {
  return (
    (((port * CLASS_CODES + src) * CLASS_CODES + dest) * TRANSPORT_CODES + transport) * ACTION_CODES + action
  );
}

export function unpackKey(key: number): Connection {
  let rest = key;
  const take = (codes: number): number => {
    const code = rest % codes;
    rest = (rest - code) / codes;
    return code;
  };
  const action = ACTIONS[take(ACTION_CODES) - 1] ?? null;
  const transport = TRANSPORTS[take(TRANSPORT_CODES) - 1] ?? null;
  const dest = CLASSES[take(CLASS_CODES) - 1] ?? null;
  const src = CLASSES[take(CLASS_CODES) - 1] ?? null;
  return { port: rest, transport, action, src, dest };
}
