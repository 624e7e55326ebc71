/** The searches of views, run. */

export { columnsOf } from "./columns.ts";
export { messageOf, Runner, type Search } from "./runner.ts";
