import { applyEdits, modify } from "jsonc-parser";
import { parseSettings } from "../../modules/settings";

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
    edited = applyEdits(
      edited,
      modify(edited, at, value, { formattingOptions }),
    );
  };
  const { regions } = parseSettings(json, file);
  for (const [region, version] of Object.entries(versions)) {
    set(["regions", region, "liveVersion"], version ?? undefined);
    const weight = regions.find((it) => it.region === region)?.newVersionWeight;
    if (version !== null && weight !== undefined && weight > 0) {
      set(["regions", region, "newVersionWeight"], 0);
    }
  }
  parseSettings(edited, file);
  return edited;
}

function indentOf(json: string): number {
  return /\n( +)"/.exec(json)?.[1]?.length ?? 2;
}
