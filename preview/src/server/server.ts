/**
 * The preview's server, on loopback: the page, the views, and the rows of their searches. It answers no other host name, so that a page from
 * elsewhere in the user's browser cannot use it.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import {
  addressOf,
  PAGE,
  type SearchReply,
  type SearchRequest,
  THEMES,
  type Theme,
  type ViewReply,
} from "../protocol/index.ts";
import { columnsOf, messageOf, type Runner } from "../searches/index.ts";
import { tabsOf, titleOf, type View } from "../views/index.ts";
import type { Bundle } from "./bundle.ts";

export interface ServerOptions {
  readonly views: readonly View[];
  readonly runner: Pick<Runner, "run">;
  readonly bundle: Bundle;
  /** 0: any that is free. */
  readonly port: number;
  readonly onSearch?: (request: SearchRequest, reply: SearchReply) => void;
}

export interface PreviewServer {
  readonly address: string;
  readonly stop: () => Promise<void>;
}

/** Throws Error where the port is taken. */
export async function startServer(options: ServerOptions): Promise<PreviewServer> {
  const server = createServer((request, response) => {
    answer(request, options).then(
      ({ status = 200, type, body }) => {
        response.writeHead(status, { "content-type": type, "cache-control": "no-store" });
        response.end(body);
      },
      (error: unknown) => fail(response, error),
    );
  });
  await listen(server, options.port);
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Reply {
  readonly status?: number;
  readonly type: string;
  readonly body: string | Uint8Array;
}

async function answer(request: IncomingMessage, options: ServerOptions): Promise<Reply> {
  if (!/^(?:127\.0\.0\.1|localhost)(?::\d+)?$/.test(request.headers.host ?? ""))
    return { status: 403, type: "text/plain", body: "The preview answers 127.0.0.1 and localhost alone." };
  const { pathname } = new URL(request.url ?? "/", "http://127.0.0.1");
  const { views, bundle, runner, onSearch } = options;
  if (request.method === "POST" && pathname === "/search") {
    const search = JSON.parse(await text(request)) as SearchRequest;
    const reply = await rowsOf(search, runner);
    onSearch?.(search, reply);
    return json(reply);
  }
  if (request.method !== "GET") return NOT_FOUND;
  if (pathname === "/") return html(`<ul>${views.map(links).join("")}</ul>`);
  if (pathname === "/page.js") return { type: "text/javascript", body: bundle.script };
  if (pathname === "/page.css") return { type: "text/css", body: bundle.style };
  if (PAGE.test(pathname)) return html('<div id="view"></div><script type="module" src="/page.js"></script>');
  const name = decodeURIComponent(/^\/view\/([^/]+)$/.exec(pathname)?.[1] ?? "");
  const view = views.find((each) => each.name === name);
  if (view === undefined) return NOT_FOUND;
  return json({ title: titleOf(view), definition: view.definition } satisfies ViewReply);
}

const NOT_FOUND: Reply = { status: 404, type: "text/plain", body: "There is no such page." };

function json(value: unknown): Reply {
  return { type: "application/json", body: JSON.stringify(value) };
}

/** The page's background is that of Splunk Web. */
function html(body: string): Reply {
  return {
    type: "text/html; charset=utf-8",
    body: `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Preview</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="/page.css"><style>body{margin:0;font-family:sans-serif}html[data-theme=dark]{background:#171d21}</style>
</head><body>${body}</body></html>`,
  };
}

async function rowsOf(request: SearchRequest, runner: Pick<Runner, "run">): Promise<SearchReply> {
  try {
    return columnsOf(await runner.run(request));
  } catch (error) {
    return { error: messageOf(error) };
  }
}

function links(view: View): string {
  const link = (theme: Theme) =>
    `<a href="${addressOf({ view: view.name, theme, tokens: {} })}">${theme}</a>`;
  const tabs = tabsOf(view.definition)
    .map((tab) => tab.label)
    .join(", ");
  return `<li>${asText(titleOf(view))}: ${THEMES.map(link).join(", ")} (${asText(tabs)})</li>`;
}

function asText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(
        error.code === "EADDRINUSE"
          ? new Error(`Port ${port} is in use: choose another with --port.`)
          : error,
      ),
    );
    server.listen(port, "127.0.0.1", resolve);
  });
}

function fail(response: ServerResponse, error: unknown): void {
  response.writeHead(500, { "content-type": "text/plain" });
  response.end(error instanceof Error ? error.message : String(error));
}
