// Zips a folder the way CDKTF does by itself, and prints the zip's SHA-256.
//
// node cdktf-archive.js FOLDER OUTPUT
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const { App, AssetType, TerraformAsset, TerraformStack } = require("cdktf");

const [folder, output] = process.argv.slice(2);
const app = new App({ outdir: output });
const stack = new TerraformStack(app, "archive");
const { path: zip } = new TerraformAsset(stack, "package", {
  path: folder,
  type: AssetType.ARCHIVE,
});
app.synth();
const bytes = fs.readFileSync(path.join(output, "stacks", "archive", zip));
console.log(createHash("sha256").update(bytes).digest("hex"));
