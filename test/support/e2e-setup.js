// Terraform takes its time.
jest.setTimeout(300_000);
// Terraform and its provider collect garbage less often: a quarter less processor time for each command.
process.env.GOGC ??= "400";
