/** Splunk .conf files: read, write, lay over each other; an app on disk as one object. Imports nothing of ours. */
export { App, readApp } from "./app.ts";
export { CONF_ERROR_CODES, ConfError, type ConfErrorCode } from "./error.ts";
export { type ConfContent, formatConf } from "./format.ts";
export { LayeredConf, type LayeredSetting, type LayeredStanza, layerConf } from "./layer.ts";
export { type ConfDuplicate, type ConfFile, type ConfSetting, type ConfStanza, parseConf } from "./parse.ts";
