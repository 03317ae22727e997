// The least that a synth can do, in the least code: bundle the handler, zip it,
// write each stack's configuration, which is ready, and the zip beside it.
//
// node synth-floor.js ENTRY READY OUTPUT: READY holds <stack>/cdk.tf.json
const fs = require("node:fs");
const path = require("node:path");
const { build } = require("esbuild");
const { zipSync } = require("fflate");

const [entry, ready, output] = process.argv.slice(2);
build({
  entryPoints: [entry],
  outfile: "index.mjs",
  bundle: true,
  minify: true,
  format: "esm",
  platform: "node",
  target: "node22",
  write: false,
}).then(({ outputFiles }) => {
  const zip = zipSync({ "index.mjs": outputFiles[0].contents }, { level: 9 });
  for (const stack of fs.readdirSync(ready)) {
    const configuration = fs.readFileSync(path.join(ready, stack, "cdk.tf.json"));
    fs.mkdirSync(path.join(output, stack), { recursive: true });
    fs.writeFileSync(path.join(output, stack, "cdk.tf.json"), configuration);
    fs.writeFileSync(path.join(output, stack, "workmail-function.zip"), zip);
  }
});
