export { cellText, encodeCell } from "./cells.ts";
export { CsvError, type CsvErrorCode } from "./errors.ts";
export { Header, headerIn, parseHeaderRow } from "./header.ts";
export { decodeMultivalue, encodeMultivalue, firstValue, multivalueColumn } from "./multivalue.ts";
export { RowScanner } from "./rows.ts";
