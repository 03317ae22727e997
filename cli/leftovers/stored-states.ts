import { existsSync } from "node:fs";
import { ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { printNote } from "../../modules/print";
import type { BackendSettings } from "../../modules/settings/deployment-settings";
import { type LayoutSettings, type LeftoverStack, leftoverStacks } from "../../modules/state/leftovers";
import { localState, stateFolder, stateKey } from "../../modules/state/location";
import { REGIONS } from "../../modules/workmail";
import { withAws } from "../aws/clients";

/** The settings, as far as the places of states depend on them. */
type StoredSettings = LayoutSettings & { readonly regions: readonly { readonly backend?: BackendSettings }[] };

/** Returns the leftovers that have a state, in whatever Region: a file, or an object in the bucket. */
export async function storedLeftovers(settings: StoredSettings): Promise<LeftoverStack[]> {
  const [{ backend } = {}] = settings.regions;
  const all = leftoverStacks(settings, REGIONS);
  if (backend === undefined) {
    return all.filter(({ state }) => existsSync(localState(state)));
  }
  const keys = await keysIn(backend, [...new Set(all.map(({ state }) => stateFolder(state)))]).catch((error: Error) => {
    printNote(
      `The states in the bucket ${backend.bucket} cannot be listed: what is left over outside WorkMail's Regions is not found. ${error.message}`,
    );
    return undefined;
  });
  return keys === undefined ? leftoverStacks(settings) : all.filter(({ state }) => keys.has(stateKey(state)));
}

/** Returns the keys of the objects in folders below the bucket's key prefix, without the prefix. */
async function keysIn({ bucket, region, keyPrefix }: BackendSettings, folders: readonly string[]) {
  return withAws(region, async (aws) => {
    const keys = new Set<string>();
    for (const folder of folders) {
      let ContinuationToken: string | undefined;
      do {
        const input = { Bucket: bucket, Prefix: `${keyPrefix}/${folder}/`, ContinuationToken };
        const page = await aws.ask("s3:ListBucket", S3Client, (s3) => s3.send(new ListObjectsV2Command(input)));
        page.Contents?.forEach(({ Key = "" }) => keys.add(Key.slice(keyPrefix.length + 1)));
        ContinuationToken = page.NextContinuationToken;
      } while (ContinuationToken !== undefined);
    }
    return keys;
  });
}
