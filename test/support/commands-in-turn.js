// Runs commands one after the other, for tests of what Node.js reads only when a process starts. Each command comes as
// a message, and so does what it printed; the folder of this file stands for those of the sources in the bundle.
const { providerFinding } = require("../../cli/commands/doctor/findings");
const { program } = require("../../cli/program");
const { fail } = require("../../modules/user-error");

process.on("message", async ({ args, finding, env }) => {
  process.env = env;
  process.exitCode = 0;
  let stderr = "";
  console.error = (text) => (stderr += `${text}\n`);
  const found = finding && (await providerFinding(finding));
  if (args) {
    await program().parseAsync(args, { from: "user" }).catch(fail);
  }
  process.send({ code: process.exitCode, stderr, found });
});
