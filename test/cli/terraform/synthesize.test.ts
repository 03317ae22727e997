import fs from "node:fs";
import * as path from "node:path";
import { withSynthesis } from "../../../cli/terraform/synthesize";
import { folderWith } from "../../support/folder";

const STACK = "workmail-eu-west-1";
const workingDirectory = path.join("stacks", STACK);
const MANIFEST = { stacks: { [STACK]: { name: STACK, workingDirectory, dependencies: [] } } };
const published = path.join("cdktf.out", workingDirectory, "cdk.tf.json");

const started = process.cwd();
beforeEach(() => {
  process.chdir(
    folderWith({
      "cdktf.json": JSON.stringify({ app: 'cp -r app/. "$CDKTF_OUTDIR"' }),
      "app/manifest.json": JSON.stringify(MANIFEST),
      [`app/${workingDirectory}/cdk.tf.json`]: "own",
    }),
  );
});
afterEach(() => {
  jest.restoreAllMocks();
  process.chdir(started);
});

function publish(): Promise<string> {
  return withSynthesis(() => Promise.resolve("done"), { publish: true });
}

function writeOther(): void {
  fs.mkdirSync(path.dirname(published), { recursive: true });
  fs.writeFileSync(published, "other");
}

/** Does something in place of the next move from where stacks are published. */
function insteadOfMove(work: (move: () => void) => void): void {
  const { renameSync } = fs;
  const spy = jest.spyOn(fs, "renameSync").mockImplementation((from, to) => {
    const move = () => renameSync(from, to);
    if (from !== path.dirname(published)) {
      return move();
    }
    spy.mockRestore();
    work(move);
  });
}

describe("what is published", () => {
  it("replaces what an earlier run has published", async () => {
    writeOther();
    expect(await publish()).toBe("done");
    expect(fs.readFileSync(published, "utf8")).toBe("own");
  });

  it.each([
    ["moves it away first", () => fs.rmSync(path.dirname(published), { recursive: true })],
    ["publishes its own", writeOther],
  ])("is that of the run that ends last, where another one %s", async (_, doIt) => {
    await publish();
    insteadOfMove((move) => {
      doIt();
      move();
      doIt();
    });
    expect(await publish()).toBe("done");
    expect(fs.readFileSync(published, "utf8")).toBe("own");
    expect(fs.readdirSync(".").sort()).toEqual(["app", "cdktf.json", "cdktf.out"]);
  });

  it("is an error where nothing can be moved", async () => {
    await publish();
    const refused = new Error("EACCES");
    insteadOfMove(() => {
      jest.spyOn(fs, "renameSync").mockImplementation(() => {
        throw refused;
      });
      throw refused;
    });
    await expect(publish()).rejects.toBe(refused);
  });
});
