/** Which row of the catalogue counts for an event. */

/** The transports that have rows in the catalogue. */
export type CatalogueTransport = "tcp" | "udp";
/** Whether the catalogue lists the port with the event's transport, or with the other of tcp and udp only. */
export type Listing = "listed" | "other_transport";

/**
 * Which row of the catalogue counts for an event with a transport, or, where it is null, without one: the first of these that exists.
 * Other transports have no rows.
 */
export const ROW_CHOICES: readonly {
  readonly transport: CatalogueTransport | null;
  readonly rows: readonly { readonly transport: CatalogueTransport; readonly listing: Listing }[];
}[] = [
  {
    transport: "tcp",
    rows: [
      { transport: "tcp", listing: "listed" },
      { transport: "udp", listing: "other_transport" },
    ],
  },
  {
    transport: "udp",
    rows: [
      { transport: "udp", listing: "listed" },
      { transport: "tcp", listing: "other_transport" },
    ],
  },
  {
    transport: null,
    rows: [
      { transport: "tcp", listing: "listed" },
      { transport: "udp", listing: "listed" },
    ],
  },
];
