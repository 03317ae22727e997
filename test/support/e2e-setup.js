const { deleteFolders } = require("./folder");

// Terraform takes its time.
jest.setTimeout(300_000);
// Providers and packages are in them.
afterAll(deleteFolders);
