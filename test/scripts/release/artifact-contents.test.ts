import * as path from "node:path";
import { createFunctionPackage } from "../../../modules/package/function-package";
import { DEFAULTS } from "../../../modules/settings/function-settings";
import { artifactContents, noticesOf } from "../../../scripts/release/artifact-contents";
import { folderWith } from "../../support/folder";

const OURS = "terraform-aws-workmail-lambda-function";

async function contentsOf(entry: string) {
  const { sources } = await createFunctionPackage({ entry }, folderWith({}));
  return artifactContents(sources!);
}

describe("artifactContents", () => {
  it("finds nobody's code but ours in the default artifact", async () => {
    const contents = await contentsOf(DEFAULTS.entry);
    expect(contents).toEqual([
      {
        name: OURS,
        version: "0.1.0",
        license: "MIT",
        bytes: expect.any(Number) as number,
        folder: path.resolve("function"),
      },
    ]);
  });

  it("finds what deduplication adds, under licenses that ask only for notice", async () => {
    const contents = await contentsOf(DEFAULTS.deduplicatingEntry);
    const names = contents.map(({ name }) => name);
    expect(names).toContain(OURS);
    expect(names).toContain("@aws-lambda-powertools/idempotency");
    expect(contents.filter(({ license }) => !["Apache-2.0", "MIT", "MIT-0"].includes(license))).toEqual([]);
  });

  it("finds what packages ask to be shown", () => {
    const folder = folderWith({
      "one/package.json": '{ "name": "one", "license": "MIT" }',
      "one/LICENSE.md": "The license\n",
      "one/NOTICE": "A notice\n",
      "one/licenses.js": "code",
      "two/package.json": '{ "name": "two", "license": "MIT-0" }',
      "three/package.json": '{ "name": "three", "license": "MIT" }',
      "three/LICENSE-MIT.txt": "Another license\n",
    });
    const contents = artifactContents({
      [path.join(folder, "one/index.js")]: 2,
      [path.join(folder, "two/index.js")]: 1,
      [path.join(folder, "three/index.js")]: 0,
    });
    expect(contents.map(noticesOf)).toEqual(["The license\n\nA notice", "", "Another license"]);
  });

  it("adds up what is of one package, past package.json files that name none", () => {
    const folder = folderWith({
      "one/package.json": '{ "name": "one", "version": "1.2.3", "license": "ISC" }',
      "one/esm/package.json": '{ "type": "module" }',
      "two/package.json": '{ "name": "two", "version": "2.0.0" }',
    });
    expect(
      artifactContents({
        [path.join(folder, "one/index.js")]: 10,
        [path.join(folder, "one/esm/index.js")]: 5,
        [path.join(folder, "two/index.js")]: 40,
      }),
    ).toEqual([
      {
        name: "two",
        version: "2.0.0",
        license: "not said",
        bytes: 40,
        folder: path.join(folder, "two"),
      },
      {
        name: "one",
        version: "1.2.3",
        license: "ISC",
        bytes: 15,
        folder: path.join(folder, "one"),
      },
    ]);
  });
});
