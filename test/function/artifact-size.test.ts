import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { zipSync } from "fflate";

test("the default handler stays below 2,600 bytes, and 1,600 zipped", () => {
  const bundle = execFileSync(require.resolve("esbuild/bin/esbuild"), [
    join(__dirname, "../../function/src/handler.ts"),
    ...["--bundle", "--minify", "--platform=node", "--target=node22", "--format=esm"],
  ]);
  const zip = zipSync({ "index.mjs": new Uint8Array(bundle) }, { level: 9 });

  expect(bundle.length).toBeLessThan(2600);
  expect(zip.length).toBeLessThan(1600);
});
