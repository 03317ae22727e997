// Prints the SHA-256 of every zip that would be uploaded for a cloud assembly,
// made by the library that `cdk deploy` publishes assets with, for an S3 that
// keeps nothing.
const { createHash } = require("node:crypto");
const { readdirSync } = require("node:fs");
const path = require("node:path");
const { AssetManifest, AssetPublishing } = require("@aws-cdk/cdk-assets-lib");

const [assembly] = process.argv.slice(2);
const zips = new Set();
const account = { accountId: "111122223333", partition: "aws" };
const s3 = {
  getBucketEncryption: async () => ({}),
  getBucketLocation: async () => ({}),
  listObjectsV2: async () => ({ Contents: [] }),
  upload: async ({ Key, Body }) => {
    const hash = createHash("sha256");
    for await (const chunk of Body) hash.update(chunk);
    if (Key.endsWith(".zip")) zips.add(hash.digest("hex"));
  },
};
const aws = {
  discoverPartition: async () => account.partition,
  discoverDefaultRegion: async () => "us-east-1",
  discoverCurrentAccount: async () => account,
  discoverTargetAccount: async () => account,
  s3Client: async () => s3,
};

async function main() {
  for (const name of readdirSync(assembly)) {
    if (!name.endsWith(".assets.json")) continue;
    const manifest = AssetManifest.fromFile(path.join(assembly, name));
    await new AssetPublishing(manifest, { aws }).publish();
  }
  console.log([...zips].sort().join("\n"));
}

main();
