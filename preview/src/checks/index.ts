/** Checks of views: each gives what is wrong, and nothing if all is well. */
export { checkColumns, columnsRead } from "./columns.ts";
export { checkContrast } from "./contrast.ts";
export type { Finding } from "./finding.ts";
export { checkPicture, TOLERANCE } from "./picture.ts";
export { checkSchema } from "./schema.ts";
export { checkFirstPaint, checkTokens, dispatched } from "./searches.ts";
export { checkText } from "./text.ts";
