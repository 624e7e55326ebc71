/** Conditions of the model about nothing but the port and the catalogue's row for it, and whether they hold on a port. */
import type { CatalogueRow, Condition, Expression } from "../risk/index.ts";

/** Whether a condition depends on the port and the catalogue's row for it alone. */
export function isAboutPort(condition: Condition): boolean {
  const about = (expression: Expression) => (expression.form === "field" ? expression.name === "port" : true);
  switch (condition.form) {
    case "all":
    case "any":
      return condition.of.length > 0 && condition.of.every(isAboutPort);
    case "not":
      return isAboutPort(condition.of);
    case "present":
      return about(condition.of);
    case "equals":
    case "at_least":
      return about(condition.left) && about(condition.right);
  }
}

/** The condition, of an event on this port. Asked for every port, so nothing is made on the way. */
export function holdsOnPort(condition: Condition, port: number, row: CatalogueRow | null): boolean {
  switch (condition.form) {
    case "all":
      for (const each of condition.of) if (!holdsOnPort(each, port, row)) return false;
      return true;
    case "any":
      for (const each of condition.of) if (holdsOnPort(each, port, row)) return true;
      return false;
    case "not":
      return !holdsOnPort(condition.of, port, row);
    case "present":
      return valueOnPort(condition.of, port, row) !== null;
    case "equals": {
      const value = valueOnPort(condition.left, port, row);
      return value !== null && value === valueOnPort(condition.right, port, row);
    }
    case "at_least": {
      const value = valueOnPort(condition.left, port, row);
      const bound = valueOnPort(condition.right, port, row);
      return typeof value === "number" && typeof bound === "number" && value >= bound;
    }
  }
}

/** The value of an expression about port and catalogue. An empty cell of the catalogue is absent. */
function valueOnPort(expression: Expression, port: number, row: CatalogueRow | null): string | number | null {
  if (expression.form === "text" || expression.form === "number") return expression.value;
  if (expression.form === "field") return port;
  const cell = row === null ? "" : row[expression.name];
  const value = typeof cell === "object" ? cell.join(" ") : cell;
  return value === "" ? null : value;
}
