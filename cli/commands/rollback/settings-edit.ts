import { applyEdits, modify } from "jsonc-parser";
import { readJson } from "../../../modules/settings/read-json";
import { parseSettings } from "../../../modules/settings/settings";

/**
 * Writes which version stays live into the text of a settings file, and leaves
 * the rest of it as it is.
 *
 * @param versions by Region; null takes the version out
 * @throws SettingsError when the settings are not allowed, before or after
 */
export function withLiveVersions(
  json: string,
  file: string,
  versions: Readonly<Record<string, string | null>>,
): string {
  let edited = json;
  const set = (at: string[], value: unknown) => {
    const formattingOptions = { insertSpaces: true, tabSize: indentOf(json) };
    edited = applyEdits(edited, modify(edited, at, value, { formattingOptions }));
  };
  const { regions, waves } = parseSettings(json, file);
  const isFreed = (region: string) => versions[region] === null;
  const { liveVersion: ofAll, regions: written } = readJson(json).value as {
    liveVersion?: string;
    regions: Record<string, { liveVersion?: string }>;
  };
  if (ofAll !== undefined && regions.some(({ region }) => isFreed(region))) {
    // It stays where it is not taken out.
    for (const { region } of regions) {
      const own = versions[region] ?? written[region]?.liveVersion;
      if (!isFreed(region) && own === undefined) {
        set(["regions", region, "liveVersion"], ofAll);
      }
    }
    set(["liveVersion"], undefined);
  }
  for (const [region, version] of Object.entries(versions)) {
    set(["regions", region, "liveVersion"], version ?? undefined);
    const weight = regions.find((it) => it.region === region)?.newVersionWeight;
    const ofWave = waves.find((wave) => wave.regions.some((it) => it === region))?.newVersionWeight;
    // No version shares with the newest: a wave's share would be refused.
    const isTaken = version !== null || (ofWave !== undefined && ofWave > 0);
    if (isTaken && weight !== undefined && weight > 0) {
      set(["regions", region, "newVersionWeight"], 0);
    }
  }
  parseSettings(edited, file);
  return edited;
}

function indentOf(json: string): number {
  return /\n( +)"/.exec(json)?.[1]?.length ?? 2;
}
