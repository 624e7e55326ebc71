/** All checks of a view. */
import type { Shot } from "../browser/index.ts";
import {
  checkColumns,
  checkContrast,
  checkFirstPaint,
  checkPicture,
  checkSchema,
  checkText,
  checkTokens,
  type Finding,
} from "../checks/index.ts";
import type { View } from "../views/index.ts";
import type { Session } from "./session.ts";
import { tokensFor } from "./tokens.ts";

/** @param shots of all its tabs, in both themes */
export async function checkView(
  { runner, stage }: Session,
  view: View,
  shots: readonly Shot[],
): Promise<readonly Finding[]> {
  return [
    ...(await checkSchema(view, stage)),
    ...(await checkColumns(view, runner, {}, false)),
    ...(await checkColumns(view, runner, tokensFor(view.name))),
    ...checkFirstPaint(view, shots[0]!),
    ...checkTokens(view, shots),
    ...shots.flatMap((shot) => [
      ...checkText(view, shot),
      ...checkContrast(view, shot),
      ...checkPicture(shot),
    ]),
  ];
}
