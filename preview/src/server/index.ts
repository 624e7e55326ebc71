/** The preview's server: the page with Splunk's components, and the rows of its searches. */
export { type Bundle, bundlePage } from "./bundle.ts";
export { type PreviewServer, startServer } from "./server.ts";
