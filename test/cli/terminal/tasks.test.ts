import { runTasks } from "../../../cli/terminal/tasks";
import { printable } from "../../../modules/print";

const HOSTILE = "\u009B2J\u202E\u0007";

describe("the steps that a command shows", () => {
  let shown = "";

  beforeEach(() => {
    shown = "";
    for (const stream of [process.stdout, process.stderr]) {
      jest.spyOn(stream, "write").mockImplementation((text) => {
        shown += String(text);
        return true;
      });
    }
  });

  afterEach(() => jest.restoreAllMocks());

  it("have nothing in their titles, progress, and errors that controls the terminal", async () => {
    const failing = runTasks(
      [
        {
          title: `queue ${HOSTILE}`,
          run: ({ title, progress }) => {
            progress(`progress ${HOSTILE}`);
            title(`done ${HOSTILE}`);
            throw new Error(`error ${HOSTILE}`);
          },
        },
      ],
      {},
    );
    await expect(failing).rejects.toThrow(`error ${printable(HOSTILE)}`);
    for (const word of ["queue", "progress", "error"]) {
      expect(shown).toContain(`${word} ${printable(HOSTILE)}`);
    }
    expect(shown).not.toContain("\u009B");
  });

  it("print nothing where standard output is for JSON", async () => {
    await runTasks([{ title: "title", run: ({ progress }) => progress("progress") }], { json: true });
    expect(shown).toBe("");
  });
});
