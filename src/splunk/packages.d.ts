/** Packages without types. Those of splunk-sdk are in sdk-types.ts. */

declare module "proxy-from-env" {
  /** The proxy that HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY name for a URL; "" for none. */
  export function getProxyForUrl(url: string): string;
}

declare module "splunk-sdk/lib/http.js" {
  const Http: unknown;
  export default Http;
}

declare module "splunk-sdk/lib/service.js" {
  const Service: unknown;
  export default Service;
}
