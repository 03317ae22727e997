// Terraform takes its time.
jest.setTimeout(300_000);
