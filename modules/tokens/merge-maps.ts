import { Fn, Token } from "cdktf";

type Map = { readonly [key: string]: string };

/** Merges maps, the later over the earlier; in Terraform if only Terraform knows them. */
export function merge(...given: readonly (Map | undefined)[]): {
  [key: string]: string;
} {
  // A token stands for a map that only Terraform knows: it is not empty.
  const maps = given.filter((map) => map !== undefined && (Token.isUnresolved(map) || Object.keys(map).length > 0));
  return maps.some((map) => Token.isUnresolved(map))
    ? Token.asStringMap(Fn.merge(maps))
    : (Object.assign({}, ...maps) as { [key: string]: string });
}
