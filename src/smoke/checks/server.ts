/** The server and the account: version, roles, capabilities, and messages of the server about the app. */
import { type Check, type Finding, failed, ok, warning } from "../check.ts";

const SEARCH_ROLES = /^(?:search_head|cluster_search_head|shc_member|shc_captain)$/;
/** Roles of servers that nobody searches on. A standalone server has none of either: indexer, license_manager, kv_store. */
const OTHER_ROLES =
  /^(?:cluster_(?:slave|peer|master|manager)|shc_deployer|deployment_server|universal_forwarder|heavyweight_forwarder)$/;

export const server: Check = {
  name: "server",
  about: "version, product and roles of the server",
  needs: [],
  async run({ splunk }) {
    const { version, product, roles, os, cpu, isCloud } = await splunk.serverInfo();
    const kind = isCloud ? "cloud" : product;
    const seen = `Splunk ${version}${kind === "" ? "" : ` (${kind})`} on ${os} ${cpu}; roles: ${roles.join(", ") || "none"}.`;
    if (Number(version.split(".")[0]) < 9)
      return [
        warning(
          seen,
          "Upgrade Splunk: the app is written for 9.0 and newer, and makeresults has no format=json before.",
        ),
      ];
    if (roles.some((role) => OTHER_ROLES.test(role)) && !roles.some((role) => SEARCH_ROLES.test(role)))
      return [warning(seen, "Run the checks against a search head: users search there.")];
    return [ok(seen)];
  },
};

export const user: Check = {
  name: "user",
  about: "roles of the account, and whether it may search",
  needs: [],
  async run({ splunk }) {
    const { name, roles, capabilities } = await splunk.user();
    const seen = `${name} has the roles ${roles.join(", ") || "none"}.`;
    return [
      capabilities.includes("search")
        ? ok(seen)
        : failed(
            `${seen} None has the capability search.`,
            "Use an account with the role user, power or admin.",
          ),
    ];
  },
};

export const messages: Check = {
  name: "messages",
  about: "messages of the server that name the app or its command",
  needs: ["app"],
  async run({ splunk, app }) {
    const ours = new RegExp(`${app.name}|portrisk`, "i");
    const found: Finding[] = [];
    for (const { type, text } of await splunk.bulletins())
      if (ours.test(text))
        found.push(
          warning(`${type} ${text}`, "Read the message; docs/operations.md explains those of the app."),
        );
    return found.length > 0 ? found : [ok("No message of the server names the app.")];
  },
};
