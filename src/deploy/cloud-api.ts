/**
 * The requests of a deployment to Splunk Cloud: splunk.com's login and AppInspect's API (dev.splunk.com, "Splunk AppInspect API endpoint
 * reference"), and the Admin Config Service (Admin Config Service Manual, "Manage private apps in Splunk Cloud Platform").
 */
import { Buffer } from "node:buffer";
import { basename } from "node:path";
import { FormData } from "undici";
import { type Http, type HttpRequest, isObject, type Secrets, SplunkError } from "../splunk/index.ts";
import type { PackageFile } from "./package-file.ts";
import { DeployError } from "./plan.ts";
import type { VettingState } from "./vetting-state.ts";

export interface CloudOptions {
  /** The first part of the stack's URL: "acme" of acme.splunkcloud.com. */
  readonly stack: string;
  readonly experience: "victoria" | "classic";
  /** The user accepts Splunk's disclaimer for private apps, which ACS asks for (ACS-Legal-Ack). */
  readonly acceptDisclaimer: boolean;
  readonly force: boolean;
  /** Where vetting requests are kept. */
  readonly stateFile: string;
  /** Token of the stack (sc_admin), for ACS. */
  readonly stackToken: string;
  /** Account at splunk.com, for AppInspect. */
  readonly username: string;
  readonly password: string;
  readonly endpoints: CloudEndpoints;
  readonly wait: (milliseconds: number) => Promise<unknown>;
  readonly secrets: Secrets;
}

/** Origins, without a slash at the end. */
export interface CloudEndpoints {
  readonly login: string;
  readonly appinspect: string;
  readonly acs: string;
}

export const CLOUD_ENDPOINTS: CloudEndpoints = {
  login: "https://api.splunk.com",
  appinspect: "https://appinspect.splunk.com",
  acs: "https://admin.splunk.com",
};

/** What a stack has of an app. */
export interface Installation {
  readonly version: string;
  /** "uploaded", "processing", "installed", "failed" …; "" where the reply has none. */
  readonly status: string;
}

export const isInstalled = ({ status }: Installation): boolean =>
  // The manual shows a status in each reply. Without one, the version alone says that it is there.
  status === "installed" || status === "";
export const hasFailed = ({ status }: Installation): boolean => /fail|error/i.test(status);

const PAUSE = 5_000;
/** A minute, in which a stack may still show that an earlier installation failed. */
const STALE_LOOKS = 12;
/** An hour, for vetting and for installing each. */
const MAX_LOOKS = 720;

type Json = { readonly [name: string]: unknown };

export class CloudApi {
  private token: string | null = null;

  constructor(
    private readonly http: Http,
    private readonly options: CloudOptions,
  ) {}

  /** GET apps/victoria/{app_name}, or apps/{app_name}: null where it is not installed. */
  async installation(app: string): Promise<Installation | null> {
    const reply = await this.acs("GET", `/${encodeURIComponent(app)}`, {}, undefined, [404]);
    if (typeof reply?.version !== "string") return null;
    return { version: reply.version, status: typeof reply.status === "string" ? reply.status : "" };
  }

  /** POST v1/app/validate, then GET v1/app/validate/status/{request_id} until it ends. */
  async vet(packaged: PackageFile, state: VettingState, progress: (text: string) => void): Promise<void> {
    this.assertAccepted();
    if (state.request === null) {
      progress(uploading(packaged));
      state.request = await this.submit(packaged);
    }
    for (let look = 0; look < MAX_LOOKS; look++) {
      const reply = await this.appinspect(
        "GET",
        `/v1/app/validate/status/${state.request}`,
        undefined,
        [404],
      );
      // Requests are kept for some days only.
      if (reply === null) {
        progress("AppInspect no longer has the request and vets again");
        state.request = await this.submit(packaged);
        continue;
      }
      const status = String(reply.status).toUpperCase();
      if (status === "SUCCESS") return this.judge(reply.info, state);
      if (status === "FAILURE" || status === "ERROR") {
        state.forget();
        throw new DeployError(
          `AppInspect could not vet the package (${status}). Run this again; it begins anew.`,
        );
      }
      progress(status.toLowerCase());
      await this.options.wait(PAUSE);
    }
    throw new DeployError("AppInspect has not ended within an hour. Run this again to go on waiting.");
  }

  /** A private app needs a report without failures, errors and manual checks. */
  private async judge(info: unknown, state: VettingState): Promise<void> {
    const counts = isObject(info) ? info : {};
    const bad = ["failure", "error", "manual_check"].filter((result) => counts[result] !== 0);
    if (bad.length === 0) return;
    const report = await this.appinspect("GET", `/v1/app/report/${state.request}`);
    const named = checksOf(report).filter(({ result }) => bad.includes(result));
    state.forget();
    const list = named.map(
      ({ name, result, message }) => `\n  ${result}: ${name}${message === "" ? "" : `: ${message}`}`,
    );
    throw new DeployError(
      `AppInspect found problems, so Splunk Cloud does not accept the package (${bad.map((result) => `${String(counts[result] ?? "unknown")} ${result}`).join(", ")}):${list.join("")}`,
    );
  }

  private async submit({ bytes, path }: PackageFile): Promise<string> {
    const form = new FormData();
    form.append("app_package", new Blob([bytes]), basename(path));
    form.append("included_tags", `private_${this.options.experience}`);
    const reply = await this.appinspect("POST", "/v1/app/validate", form);
    if (typeof reply?.request_id !== "string") throw malformed("AppInspect");
    return reply.request_id;
  }

  /** Before anything is uploaded: without it the stack rejects the package that was vetted. */
  private assertAccepted(): void {
    if (!this.options.acceptDisclaimer)
      throw new DeployError("Splunk's disclaimer for private apps is not accepted: add --accept-disclaimer.");
  }

  /** Victoria takes the archive itself (curl --data-binary in the manual, and so the content type), Classic a form with the token in it. */
  async install(packaged: PackageFile, progress: (text: string) => void): Promise<void> {
    this.assertAccepted();
    progress(uploading(packaged));
    const { bytes, path } = packaged;
    const acknowledged = { "ACS-Legal-Ack": "Y" };
    const token = await this.appinspectToken();
    if (this.options.experience === "victoria") {
      const headers = {
        ...acknowledged,
        "X-Splunk-Authorization": token,
        "Content-Type": "application/x-www-form-urlencoded",
      };
      await this.acs("POST", "", headers, bytes);
      return;
    }
    const form = new FormData();
    form.append("token", token);
    form.append("package", new Blob([bytes]), basename(path));
    await this.acs("POST", "", acknowledged, form);
  }

  /**
   * Installing continues after the reply: "uploaded", "processing", then "installed".
   * @param before what the stack had before: its failure is not that of this installation
   */
  async waitInstalled(
    { app, version }: PackageFile,
    before: Installation | null,
    progress: (text: string) => void,
  ): Promise<void> {
    for (let look = 0; look < MAX_LOOKS; look++) {
      const found = await this.installation(app);
      if (found !== null && found.version === version && isInstalled(found)) return;
      const stale = look < STALE_LOOKS && found?.status === before?.status;
      if (found !== null && hasFailed(found) && !stale)
        throw new DeployError(
          `${this.options.stack} says of ${app}: ${found.status}. Look at the app's page on the stack, then run this again.`,
        );
      progress(found?.status || "not there yet");
      await this.options.wait(PAUSE);
    }
    throw new DeployError("The stack has not installed the app within an hour. Run this again to look.");
  }

  /** GET 2.0/rest/login/splunk with the account at splunk.com. */
  private async appinspectToken(): Promise<string> {
    if (this.token !== null) return this.token;
    const { username, password, endpoints, secrets } = this.options;
    const basic = Buffer.from(`${username}:${password}`).toString("base64");
    const reply = await this.send("splunk.com's login", {
      method: "GET",
      url: `${endpoints.login}/2.0/rest/login/splunk`,
      headers: { Authorization: `Basic ${basic}` },
      repeatable: true,
    });
    const token = isObject(reply?.data) ? reply.data.token : undefined;
    if (typeof token !== "string") throw malformed("splunk.com's login");
    secrets.add(token);
    this.token = token;
    return token;
  }

  private async appinspect(
    method: "GET" | "POST",
    path: string,
    form?: FormData,
    absent: readonly number[] = [],
  ) {
    const headers = { Authorization: `Bearer ${await this.appinspectToken()}` };
    const url = this.options.endpoints.appinspect + path;
    // An upload whose reply was lost may be vetted: sent again, the package would be vetted twice.
    const repeatable = method === "GET";
    const request = { method, url, headers, repeatable, ...(form === undefined ? {} : { body: form }) };
    return this.send("AppInspect", request, absent);
  }

  private acs(
    method: "GET" | "POST",
    path: string,
    more: { readonly [name: string]: string },
    body?: Buffer | FormData,
    absent: readonly number[] = [],
  ) {
    const { endpoints, stack, experience, stackToken } = this.options;
    const apps = experience === "victoria" ? "apps/victoria" : "apps";
    const url = `${endpoints.acs}/${encodeURIComponent(stack)}/adminconfig/v2/${apps}${path}`;
    const headers = { Authorization: `Bearer ${stackToken}`, ...more };
    const request = {
      method,
      url,
      headers,
      repeatable: method === "GET",
      ...(body === undefined ? {} : { body }),
    };
    return this.send("Admin Config Service", request, absent);
  }

  /** The JSON of a good reply; null for a status of `absent`. */
  private async send(
    what: string,
    request: HttpRequest,
    absent: readonly number[] = [],
  ): Promise<Json | null> {
    const reply = await this.http.send(request);
    if (absent.includes(reply.status)) return null;
    let json: unknown = null;
    try {
      json = JSON.parse(reply.body.toString("utf8"));
    } catch {
      if (reply.status < 400) throw malformed(what);
    }
    if (reply.status >= 400) {
      const said = isObject(json)
        ? String(json.message ?? json.msg ?? json.description ?? json.code ?? "")
        : "";
      const words = this.options.secrets.redact(said).replace(/\.$/, "");
      const remedy =
        reply.status === 401 || reply.status === 403
          ? "Check the account at splunk.com (SPLUNKBASE_PASSWORD) and the stack's token (SPLUNK_CLOUD_TOKEN, role sc_admin)."
          : "Run this again: it continues where it ended.";
      const code = reply.status === 401 ? "unauthorized" : reply.status === 403 ? "forbidden" : "rejected";
      throw new SplunkError(
        code,
        `${what} replied ${reply.status}${words === "" ? "" : `: ${words}`}.`,
        remedy,
        reply.status,
      );
    }
    if (!isObject(json)) throw malformed(what);
    return json;
  }
}

const uploading = ({ bytes }: PackageFile) => `uploading ${(bytes.length / 1e6).toFixed(1)} MB`;

/** The checks of a report: reports[].groups[].checks[]. */
function checksOf(
  report: Json | null,
): { readonly name: string; readonly result: string; readonly message: string }[] {
  const list = (value: unknown, key: string): Json[] => {
    const found = isObject(value) ? value[key] : undefined;
    return Array.isArray(found) ? found.filter(isObject) : [];
  };
  return list(report, "reports")
    .flatMap((each) => list(each, "groups"))
    .flatMap((group) => list(group, "checks"))
    .map((check) => ({
      name: String(check.name),
      result: String(check.result),
      message: String(list(check, "messages")[0]?.message ?? ""),
    }));
}

function malformed(what: string): SplunkError {
  return new SplunkError(
    "malformed_reply",
    `The reply of ${what} has not the form that Splunk documents.`,
    "Check the endpoint's URL, then try again.",
  );
}
