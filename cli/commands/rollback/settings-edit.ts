import { applyEdits, modify } from "jsonc-parser";
import { readJson } from "../../../modules/read-json";
import { parseSettings, type Settings } from "../../../modules/settings/settings";

/** By Region, the version that stays live; null takes the version out. */
type Versions = Readonly<Record<string, string | null>>;

/** A value for a path in the file; undefined deletes what is there. */
type Edit = readonly [at: readonly string[], value: string | number | undefined];

/** The versions in a settings file. */
interface Written {
  readonly liveVersion?: string;
  readonly regions: Readonly<Record<string, { readonly liveVersion?: string }>>;
}

/**
 * Writes which version stays live into the text of a settings file, and leaves
 * the rest of it as it is.
 *
 * @throws SettingsError when the settings are not allowed, before or after
 */
export function withLiveVersions(json: string, file: string, versions: Versions): string {
  const settings = parseSettings(json, file);
  const formattingOptions = { insertSpaces: true, tabSize: indentOf(json) };
  const edited = [...editsOfSharedVersion(json, settings, versions), ...editsOfRegions(settings, versions)].reduce(
    (text, [at, value]) => applyEdits(text, modify(text, [...at], value, { formattingOptions })),
    json,
  );
  parseSettings(edited, file);
  return edited;
}

/** Takes out a version that all Regions share, when one of them is freed, and gives it to each of the others. */
function editsOfSharedVersion(json: string, { regions }: Settings, versions: Versions): Edit[] {
  const { liveVersion, regions: written } = readJson(json).value as Written;
  if (liveVersion === undefined || !regions.some(({ region }) => versions[region] === null)) {
    return [];
  }
  const others = regions.filter(
    ({ region }) => versions[region] === undefined && written[region]?.liveVersion === undefined,
  );
  return [
    ...others.map(({ region }): Edit => [["regions", region, "liveVersion"], liveVersion]),
    [["liveVersion"], undefined],
  ];
}

/** Sets or removes the version of each Region. */
function editsOfRegions({ regions }: Settings, versions: Versions): Edit[] {
  return Object.entries(versions).flatMap(([region, version]) => {
    const { newVersionWeight: weight = 0 } = regions.find((it) => it.region === region) ?? {};
    const edits: Edit[] = [[["regions", region, "liveVersion"], version ?? undefined]];
    // After a rollback, the newest version gets no events; without a version, the settings reject a share.
    if (weight > 0) {
      edits.push([["regions", region, "newVersionWeight"], 0]);
    }
    return edits;
  });
}

function indentOf(json: string): number {
  return /\n( +)"/.exec(json)?.[1]?.length ?? 2;
}
