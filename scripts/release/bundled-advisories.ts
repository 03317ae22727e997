import { UserError } from "../../modules/user-error";

/** The part that is read here of the report of `npm audit --json`. */
interface AuditReport {
  readonly vulnerabilities?: Readonly<
    Record<string, { readonly via: readonly (string | Advisory)[]; readonly nodes: readonly string[] }>
  >;
  readonly message?: string;
}

interface Advisory {
  readonly title: string;
  readonly url: string;
  readonly severity: string;
}

/** Returns the packages in files that `thirdPartyNotices` made, each as "name version". */
export function bundledPackages(notices: string): Set<string> {
  return new Set(Array.from(notices.matchAll(/^((?:@[\w.-]+\/)?[\w.-]+ \d\S*) \(.+\)$/gm), ([, name = ""]) => name));
}

/**
 * Returns a line for each advisory about a package whose code is published in a bundle.
 *
 * @param report what `npm audit --json` printed
 * @param versionIn returns the version that is installed in a folder
 * @throws UserError when npm could not audit
 */
export function bundledAdvisories(
  report: string,
  bundled: ReadonlySet<string>,
  versionIn: (folder: string) => string,
): string[] {
  const { vulnerabilities, message = report } = JSON.parse(report || "{}") as AuditReport;
  if (vulnerabilities === undefined) {
    throw new UserError(`npm audit has no result: ${message}`);
  }
  return Object.entries(vulnerabilities).flatMap(([name, { via, nodes }]) => {
    const versions = [...new Set(nodes.map(versionIn))].filter((version) => bundled.has(`${name} ${version}`));
    // A string is the name of a dependency, which has an entry of its own.
    const advisories = via.filter((it) => typeof it !== "string");
    return versions.flatMap((version) =>
      advisories.map(({ severity, title, url }) => `${name} ${version}: ${severity}: ${title} (${url})`),
    );
  });
}
