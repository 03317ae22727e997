const { deleteFolders } = require("./folder");

// Terraform takes its time.
jest.setTimeout(300_000);
// As cli/terraform/run.ts does, for Terraform that the tests and the CDKTF CLI start.
process.env.GOGC ??= "400";
// Providers and packages are in them.
afterAll(deleteFolders);
