import { existsSync, symlinkSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { folderWith } from "../../../support/folder";
import { runCommand } from "../../../support/run-command";
import { until } from "../../../support/until";

const PROGRAM = path.resolve("cli/workmail-lambda.js");

/** An app that writes its output only if no other run of it is doing so, and ends when there is a file "go". */
const APP = `
const { existsSync, mkdirSync, rmdirSync, writeFileSync } = require("node:fs");
const outdir = process.env.CDKTF_OUTDIR;
mkdirSync(outdir, { recursive: true });
mkdirSync("working");
const timer = setInterval(() => {
  if (existsSync("go")) {
    clearInterval(timer);
    writeFileSync(outdir + "/manifest.json", JSON.stringify({ version: "0", stacks: {} }));
    rmdirSync("working");
  }
}, 20);
`;

describe("synth", () => {
  it("does not write where another run is writing: it is refused, and succeeds after it", async () => {
    const folder = folderWith({ "app.cjs": APP, "cdktf.json": JSON.stringify({ app: "node app.cjs" }) });
    symlinkSync(path.resolve("node_modules"), path.join(folder, "node_modules"));
    const synth = () => runCommand([process.execPath, PROGRAM, "synth"], { cwd: folder });
    const first = synth();
    await Promise.race([first, until(() => existsSync(path.join(folder, "working")))]);

    const { code, stderr } = await synth();
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/^"npm run synth" \(process .* works on the same stacks\. Next: wait/),
    ]);

    writeFileSync(path.join(folder, "go"), "");
    expect(await first).toSucceed();
    expect(await synth()).toSucceed();
  });
});
