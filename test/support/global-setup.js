const { mkdtempSync } = require("node:fs");
const { tmpdir } = require("node:os");
const path = require("node:path");

/** Gives the run a folder for temporary files, which the teardown deletes. */
module.exports = () => {
  process.env.TMPDIR = mkdtempSync(path.join(tmpdir(), "workmail-tests-"));
  // The SDK's advice on Node.js versions would be between the results.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
  // esbuild's own processes end soon: collecting their memory as often as by default takes a tenth of their time. So do
  // those of Terraform, to which cli/terraform/run.ts gives the same.
  process.env.GOGC ??= "400";
};
