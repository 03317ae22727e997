import { artifactContents, noticesOf } from "./artifact-contents";

/**
 * Returns whose code something is made of besides this project's, with their licenses.
 *
 * @param what a file or a part, for people
 * @param sources bytes of each source file in it, by its path
 * @param ours the folders of this project's own packages
 */
export function thirdPartyNotices(
  what: string,
  sources: Readonly<Record<string, number>>,
  ours: readonly string[],
): string[] {
  const others = artifactContents(sources)
    .filter(({ folder }) => !ours.includes(folder))
    .sort((one, other) => one.name.localeCompare(other.name));
  if (others.length === 0) {
    return [`${what}: nobody's code but this project's.`];
  }
  // Many packages have the same text.
  const packages = new Map<string, string[]>();
  for (const component of others) {
    const { name, version, license } = component;
    const text =
      noticesOf(component) || `The package contains no license text: https://spdx.org/licenses/${license}.html`;
    const same = packages.get(text) ?? [];
    packages.set(text, [...same, `${name} ${version} (${license})`]);
  }
  const rule = "-".repeat(78);
  return [
    `${what}: code of the packages that follow.`,
    ...[...packages].map(([text, names]) => `${rule}\n${names.join("\n")}\n${rule}\n\n${text}`),
  ];
}
