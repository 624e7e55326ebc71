/** A Splunk, as smoke and deploy see it: typed calls over splunk-sdk. Every failure is a SplunkError without a secret in it. */

import { SplunkError } from "./errors.ts";
import { Http } from "./http.ts";
import {
  type Entry,
  entriesOf,
  explain,
  isObject,
  malformed,
  type ServerMessage,
  text,
  texts,
  truth,
} from "./replies.ts";
import { createService, isOfSdk } from "./sdk.ts";
import type { SdkEntity, SdkJobs, SdkNamespace, SdkService } from "./sdk-types.ts";
import {
  type JobOptions,
  type JobResult,
  oneshot,
  restSearch,
  runJob,
  type SearchOptions,
  type SearchTable,
} from "./search.ts";
import type { SplunkSettings } from "./settings.ts";

/** GET server/info (REST API Reference, "Introspection endpoint descriptions"). */
export interface ServerInfo {
  readonly version: string;
  readonly build: string;
  readonly serverName: string;
  /** "enterprise", "splunk", "lite" … */
  readonly product: string;
  /** search_head, indexer, cluster_search_head, shc_member, shc_captain, license_manager … */
  readonly roles: readonly string[];
  readonly os: string;
  readonly cpu: string;
  readonly isCloud: boolean;
  /** When splunkd was started, as it says; "" where it does not. */
  readonly startup: string;
}

/** GET authentication/current-context (REST API Reference, "Access endpoint descriptions"). */
export interface User {
  readonly name: string;
  readonly roles: readonly string[];
  readonly capabilities: readonly string[];
  /** IANA name; "" for the server's. */
  readonly timezone: string;
}

/** GET apps/local/{name} (REST API Reference, "Application endpoint descriptions"). */
export interface InstalledApp {
  readonly name: string;
  readonly label: string;
  readonly version: string;
  readonly disabled: boolean;
  /** Whether a change of its state takes effect only with a restart. */
  readonly needsRestart: boolean;
}

/** GET saved/searches (REST API Reference, "Search endpoint descriptions"). */
export interface ServerSavedSearch {
  readonly name: string;
  readonly search: string;
  readonly earliest: string;
  readonly latest: string;
  /** The range of the time of indexing (savedsearches.conf.spec, dispatch.index_earliest); "" where it has none. */
  readonly indexEarliest: string;
  readonly indexLatest: string;
  readonly scheduled: boolean;
  readonly disabled: boolean;
}

/** GET search/distributed/peers (REST API Reference, "Deployment endpoint descriptions"). */
export interface Peer {
  readonly name: string;
  /** "Up" where it is well. */
  readonly status: string;
  readonly version: string;
  readonly disabled: boolean;
}

/** A stanza of a .conf file as the server sees it, all layers joined. */
export interface ServerStanza {
  readonly name: string;
  readonly settings: { readonly [name: string]: unknown };
}

export class Splunk {
  private constructor(
    private readonly service: SdkService,
    private readonly http: Http,
    private readonly settings: SplunkSettings,
  ) {}

  /** Logs in and reads the server's version, by which the SDK chooses between version 1 and 2 of the search endpoints. Throws SplunkError. */
  static async connect(settings: SplunkSettings): Promise<Splunk> {
    const { credentials, secrets } = settings;
    secrets.add(credentials.kind === "token" ? credentials.token : credentials.password);
    const http = new Http(settings);
    const service = await createService(http, {
      scheme: "https",
      host: settings.host.includes(":") ? `[${settings.host}]` : settings.host,
      port: settings.port ?? 8089,
      owner: "nobody",
      app: settings.app,
      ...(credentials.kind === "token"
        ? { sessionKey: credentials.token, authorization: "Bearer" }
        : { username: credentials.username, password: credentials.password }),
    });
    const splunk = new Splunk(service, http, settings);
    try {
      await splunk.call("the login", () =>
        credentials.kind === "token" ? service.getInfo() : service.login(),
      );
      return splunk;
    } catch (error) {
      await http.close();
      throw error;
    }
  }

  close(): Promise<void> {
    return this.http.close();
  }

  async serverInfo(): Promise<ServerInfo> {
    const what = "server/info";
    const properties = (await this.call(what, () => this.service.serverInfo())).properties();
    if (text(properties.version) === "") throw malformed(what);
    return {
      version: text(properties.version),
      build: text(properties.build),
      serverName: text(properties.serverName),
      product: text(properties.product_type),
      roles: texts(properties.server_roles),
      os: text(properties.os_name),
      cpu: text(properties.cpu_arch),
      isCloud: text(properties.instance_type) === "cloud",
      startup: text(properties.startup_time),
    };
  }

  async user(): Promise<User> {
    const what = "authentication/current-context";
    const content = entriesOf(await this.get("/services/authentication/current-context"), what)[0]?.content;
    if (content === undefined || text(content.username) === "") throw malformed(what);
    return {
      name: text(content.username),
      roles: texts(content.roles),
      capabilities: texts(content.capabilities),
      timezone: text(content.tz),
    };
  }

  /** Null where the app is not installed, or the account may not see it. */
  async app(name: string): Promise<InstalledApp | null> {
    const apps = await this.call("apps/local", () => this.service.apps().fetch());
    const found = apps.list().find((app) => app.name === name);
    if (found === undefined) return null;
    const properties = found.properties();
    return {
      name,
      label: text(properties.label),
      version: text(properties.version),
      disabled: truth(properties.disabled),
      needsRestart: truth(properties.state_change_requires_restart),
    };
  }

  async savedSearches(): Promise<ServerSavedSearch[]> {
    const found = await this.call("saved/searches", () =>
      this.service.savedSearches(this.namespace()).fetch(),
    );
    return found
      .list()
      .filter((search) => this.isOurs(search))
      .map((search) => {
        const properties = search.properties();
        return {
          name: search.name,
          search: text(properties.search),
          earliest: text(properties["dispatch.earliest_time"]),
          latest: text(properties["dispatch.latest_time"]),
          indexEarliest: text(properties["dispatch.index_earliest"]),
          indexLatest: text(properties["dispatch.index_latest"]),
          scheduled: truth(properties.is_scheduled),
          disabled: truth(properties.disabled),
        };
      });
  }

  /** Names of the app's dashboards (REST API Reference, "Knowledge endpoint descriptions", data/ui/views). */
  async views(): Promise<string[]> {
    const found = await this.call("data/ui/views", () => this.service.views(this.namespace()).fetch());
    return found
      .list()
      .filter((view) => this.isOurs(view))
      .map(({ name }) => name);
  }

  /** The app's stanzas of a .conf file, "macros" for macros.conf (REST API Reference, "Configuration endpoint descriptions", configs/conf-{file}). */
  async stanzas(file: string): Promise<ServerStanza[]> {
    return (await this.visibleStanzas(file)).filter(({ ours }) => ours);
  }

  /** Also those that other apps export to all. */
  async visibleStanzas(file: string): Promise<(ServerStanza & { readonly ours: boolean })[]> {
    const data = await this.get(`configs/conf-${file}`, { count: 0 });
    return entriesOf(data, `configs/conf-${file}`).map(({ name, app, content }) => ({
      name,
      settings: content,
      ours: app === this.settings.app,
    }));
  }

  async peers(): Promise<Peer[]> {
    const data = await this.get("/services/search/distributed/peers", { count: 0 });
    return entriesOf(data, "search/distributed/peers").map(({ name, content }) => ({
      name: text(content.peerName) || name,
      status: text(content.status),
      version: text(content.version),
      disabled: truth(content.disabled),
    }));
  }

  /** Messages of the bulletin board (REST API Reference, "System endpoint descriptions", messages). */
  async bulletins(): Promise<ServerMessage[]> {
    return (await this.messageEntries()).map(({ name, content }) => ({
      type: text(content.severity).toUpperCase(),
      text: this.settings.secrets.redact(text(content.message) || name),
    }));
  }

  /** Names of the app's KV store collections (REST API Reference, "KV store endpoint descriptions", storage/collections/config). */
  async collections(): Promise<string[]> {
    const data = await this.get("storage/collections/config", { count: 0 });
    return entriesOf(data, "storage/collections/config").map(({ name }) => name);
  }

  /** At most `limit` records of a KV store collection, each a flat object (storage/collections/data/{collection}). */
  async records(collection: string, limit: number): Promise<{ readonly [field: string]: unknown }[]> {
    const data = await this.get(`storage/collections/data/${encodeURIComponent(collection)}`, { limit });
    if (!Array.isArray(data) || !data.every(isObject)) throw malformed("a KV store collection");
    return data;
  }

  /**
   * The commands of a search as the server reads it in an app's context (search/v2/parser). With parse_only nothing of it is evaluated:
   * without, the server runs subsearches and looks into lookups (REST API Reference, search/v2/parser). Throws SplunkError rejected for a search that it does not accept.
   */
  async parse(search: string, app: string = this.settings.app): Promise<string[]> {
    const what = "search/v2/parser";
    const parameters = { q: restSearch(search), parse_only: true, output_mode: "json" };
    const path = `/servicesNS/nobody/${encodeURIComponent(app)}/search`;
    const data = this.service.disableV2SearchApi()
      ? await this.get(`${path}/parser`, parameters)
      : (await this.call(what, () => this.service.post(`${path}/v2/parser`, parameters))).data;
    if (!isObject(data) || !Array.isArray(data.commands)) throw malformed(what);
    return data.commands.map((command) => (isObject(command) ? text(command.command) : ""));
  }

  /** Runs a search as a job, in the app's context or in another app's. */
  search(search: string, options: JobOptions = {}, app: string = this.settings.app): Promise<JobResult> {
    return this.call("a search", () => runJob(this.jobs(app), search, options, this.settings));
  }

  /** Runs a short search that writes nothing, in one request, which may be sent again. */
  oneshot(search: string, options: SearchOptions = {}): Promise<SearchTable> {
    return this.call("a search", () => oneshot(this.jobs(this.settings.app), search, options));
  }

  /**
   * Installs an app, or updates it with `update`, from a path on the server or a URL that the server can reach (POST apps/local). The
   * server lays the package's files over the app's folder; local/ is not in a package.
   */
  async installApp(source: string, update: boolean): Promise<void> {
    const name = this.settings.app;
    const parameters = { name: source, filename: 1, update: update ? 1 : 0, explicit_appname: name };
    await this.call("apps/local", () => this.service.post("/services/apps/local", parameters));
  }

  /** Messages that say that the server must be restarted (GET messages, restart_required). */
  async restartMessages(): Promise<string[]> {
    return (await this.messageEntries())
      .filter(({ name }) => /restart_required/i.test(name))
      .map(({ name, content }) => `${name}: ${this.settings.secrets.redact(text(content.message))}`);
  }

  /** POST server/control/restart (REST API Reference, "System endpoint descriptions"). It returns before the server is down. */
  async restart(): Promise<void> {
    await this.call("server/control/restart", () =>
      this.service.post("/services/server/control/restart", {}),
    );
  }

  private async messageEntries(): Promise<Entry[]> {
    return entriesOf(await this.get("/services/messages", { count: 0 }), "messages");
  }

  private async get(path: string, parameters: { readonly [name: string]: unknown } = {}): Promise<unknown> {
    const reply = await this.call(path.replace("/services/", ""), () => this.service.get(path, parameters));
    return reply.data;
  }

  private async call<Result>(what: string, action: () => Promise<Result>): Promise<Result> {
    const { secrets } = this.settings;
    // The SDK logs in by itself when a session has ended: each call may end with a new key, also one that fails.
    const addKey = () => secrets.add(this.service.sessionKey ?? "");
    try {
      return await action();
    } catch (error) {
      addKey();
      if (error instanceof Error && !(error instanceof SplunkError) && !isOfSdk(error)) throw error;
      throw explain(error, what, secrets);
    } finally {
      addKey();
    }
  }

  private jobs(app: string): SdkJobs {
    return this.service.jobs({ owner: "nobody", app });
  }

  private namespace(): SdkNamespace {
    return { owner: "nobody", app: this.settings.app };
  }

  /** In an app's namespace splunkd also lists what other apps export. */
  private isOurs(entity: SdkEntity): boolean {
    return text(entity.acl().app) === this.settings.app;
  }
}
