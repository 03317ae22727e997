import { ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import type { BackendSettings } from "../../modules/settings/deployment-settings";
import { withAws } from "../aws/clients";

/** Returns the keys of the objects in folders below the bucket's key prefix, without the prefix. */
export async function keysIn({ bucket, region, keyPrefix }: BackendSettings, folders: readonly string[]) {
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
