import { printFindings } from "../../../../cli/commands/demo/report";
import { folderWith } from "../../../support/folder";

it("names settings of your own before a deployment to AWS, although the demo's environment is an emulator's", () => {
  const project = process.cwd();
  const log = jest.spyOn(console, "log").mockReturnValue();
  process.env.AWS_ENDPOINT_URL = "http://127.0.0.1:5000";
  process.chdir(folderWith({ "workmail.example.json": "{}" }));
  try {
    printFindings({ outputs: {}, checks: {}, invocations: {}, missing: [] }, false);
    expect(log.mock.lastCall).toEqual(["Next: npx workmail-lambda init, then npm run deploy"]);
  } finally {
    process.chdir(project);
    delete process.env.AWS_ENDPOINT_URL;
    log.mockRestore();
  }
});
