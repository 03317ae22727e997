import { distance } from "fastest-levenshtein";
import { SETTINGS } from "./function-settings";
import type { Setting } from "./setting";

/** A list of so few names is shown whole. */
const FEW = 5;

/** Says of a name that is not known which one may be meant: nothing is near, if it is longer than a typing error. */
export function describeUnknown(name: string, known: readonly string[]): string {
  if (known.length <= FEW) {
    return listKnown(known);
  }
  const elsewhere = (SETTINGS as Readonly<Record<string, Setting>>)[name];
  if (Object.hasOwn(SETTINGS, name) && elsewhere !== undefined) {
    return elsewhere.places.includes("region")
      ? "not allowed here; set it under a Region"
      : "not allowed here; set it for all Regions, at the top of the file";
  }
  const lower = name.toLowerCase();
  const limitOf = (other: string) => Math.max(2, other.length / 3);
  const [nearest] = known
    .filter((other) => Math.abs(other.length - lower.length) <= limitOf(other))
    .map((other) => ({ other, away: distance(lower, other.toLowerCase()) }))
    .filter(({ other, away }) => away <= limitOf(other))
    .sort((one, another) => one.away - another.away);
  const containing = known.filter((other) => name.length > 3 && other.toLowerCase().includes(lower));
  const meant = nearest === undefined ? containing : [nearest.other];
  return meant.length === 0 ? "not known" : `not known; did you mean ${meant.join(" or ")}?`;
}

/** Says of a name that is not known which ones are. */
export function listKnown(known: readonly string[]): string {
  return `not known; allowed: ${known.join(", ")}`;
}
