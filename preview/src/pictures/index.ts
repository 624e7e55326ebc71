/** Pictures of views, and how they are compared with accepted ones. */
export { ACCEPTED, acceptedName, acceptedThumbnail } from "./accepted.ts";
export { difference } from "./compare.ts";
export { DOCUMENT_PICTURES, writeDocumentPicture } from "./documents.ts";
export { reduced } from "./reduced.ts";
export { thumbnail } from "./thumbnail.ts";
