/** The app on the server: present, enabled, the packaged version; its dashboards. */
import { type Check, failed, ok } from "../check.ts";

export const app: Check = {
  name: "app",
  about: "installed and enabled",
  needs: [],
  async run({ splunk, app: packaged }) {
    const installed = await splunk.app(packaged.name);
    if (installed === null)
      return [
        failed(
          `${packaged.name} is not installed.`,
          "Install the package: docs/install.md, or npm run deploy.",
        ),
      ];
    const { version, disabled } = installed;
    if (disabled)
      return [failed(`Version ${version} is installed but disabled.`, "Enable it under Apps, Manage Apps.")];
    return [ok(`Version ${version} is installed and enabled.`)];
  },
};

/** Apart from app: whether another version works is worth knowing too. */
export const version: Check = {
  name: "version",
  about: "the version of the package",
  needs: ["app"],
  async run({ splunk, app: packaged }) {
    const wanted = packaged.conf("app").value("launcher", "version") ?? "";
    const installed = (await splunk.app(packaged.name))?.version ?? "none";
    return [
      installed === wanted
        ? ok(`It is ${wanted}, as packaged.`)
        : failed(
            `Version ${installed} is installed, and the package is ${wanted}.`,
            "Update the app, or give the package that was installed with --package.",
          ),
    ];
  },
};

export const dashboards: Check = {
  name: "dashboards",
  about: "each dashboard of the package",
  needs: ["app"],
  async run({ splunk, app: packaged }) {
    const shipped = packaged.files("default/data/ui/views").map((file) => file.replace(/\.xml$/, ""));
    if (shipped.length === 0) return [ok("The package has no dashboards.")];
    const present = await splunk.views();
    return shipped.map((view) =>
      present.includes(view)
        ? ok("Present.", view)
        : failed(
            "Missing.",
            "Install the app again; a dashboard may also be hidden from this account.",
            view,
          ),
    );
  },
};
