/**
 * The schema: what both engines must agree on about fields, as data. The command, the macros, the documents and the search help are
 * made from it. It is a folder of its own because the command needs it before the first event, and the rest of the model after.
 */
export * from "./inputs.ts";
export * from "./outputs.ts";
export * from "./rows.ts";
