export { descriptorReader, descriptorWriter } from "./descriptors.ts";
export { ProtocolError, type ProtocolErrorCode } from "./errors.ts";
export {
  BODY_LIMIT,
  type BodySink,
  encodeHeader,
  type Frame,
  FrameReader,
  METADATA_LIMIT,
  parseHeader,
  type ReadBytes,
} from "./framing.ts";
export { type Body, type Ending, type Handler, serve, type WriteBytes } from "./loop.ts";
export {
  type ExecuteRequest,
  errorReply,
  type GetinfoReply,
  type GetinfoRequest,
  parseRequest,
  type Request,
} from "./messages.ts";
