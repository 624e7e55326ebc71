/** A tab looks as it did when someone looked at it and accepted it. */
import type { Shot } from "../browser/index.ts";
import { acceptedName, acceptedThumbnail, difference, thumbnail } from "../pictures/index.ts";
import type { Finding } from "./finding.ts";

/** Share of a picture's blocks that may differ. What it must let pass and what not is in test/picture.test.ts. */
export const TOLERANCE = 0.03;

export function checkPicture({ scene, png }: Shot, accepted = acceptedThumbnail(scene)): readonly Finding[] {
  const place = acceptedName(scene);
  const look = "look at it with  npm run preview , and accept it with  npm run preview -- --accept";
  if (accepted === null) return [{ where: place, what: `no picture was accepted: ${look}` }];
  const share = difference(thumbnail(png), accepted);
  return share <= TOLERANCE
    ? []
    : [
        {
          where: place,
          what: `${(share * 100).toFixed(1)} % differ from the accepted picture, more than ${TOLERANCE * 100} %: ${look}`,
        },
      ];
}
