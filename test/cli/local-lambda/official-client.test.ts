import { startLocalLambda } from "../../../cli/local-lambda/local-lambda";
import { reproducibleZip } from "../../../modules/package/reproducible-zip";
import { folderWith } from "../../support/folder";

/**
 * How aws-lambda-ric is started. To build the real one takes a C++ compiler, so
 * the tests use a client that does as much of the Runtime API as one event needs.
 */

const CLIENT = `
  import path from "node:path";
  import { pathToFileURL } from "node:url";

  async function serve(how, taskRoot, handler) {
    const api = \`http://\${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation\`;
    const [file, name] = handler.split(".");
    const code = await import(pathToFileURL(path.join(taskRoot, file + ".mjs")).href);
    for (;;) {
      const next = await fetch(\`\${api}/next\`);
      const id = next.headers.get("lambda-runtime-aws-request-id");
      const result = await code[name](await next.json());
      await fetch(\`\${api}/\${id}/response\`, {
        method: "POST",
        body: JSON.stringify({ how, result }),
      });
    }
  }
`;

it.each([
  [
    "version 3, which is started explicitly",
    "dist/rapid-client.node",
    'export const run = (taskRoot, handler) => serve("run", taskRoot, handler);',
    "run",
  ],
  [
    "version 4, which begins when it is loaded",
    "rapid-client.node",
    'void serve("loaded", process.env.LAMBDA_TASK_ROOT, process.env._HANDLER);',
    "loaded",
  ],
])("runs the function with %s", async (_, nativePart, main, how) => {
  const ric = "node_modules/aws-lambda-ric";
  const lambda = startLocalLambda({
    zip: await reproducibleZip({
      "mail.mjs": Buffer.from("export const onEmail = async (event) => ({ got: event.subject });"),
    }),
    handler: "mail.onEmail",
    client: "official",
    clientFrom: folderWith({
      [`${ric}/package.json`]: JSON.stringify({ main: "index.mjs" }),
      [`${ric}/${nativePart}`]: "",
      [`${ric}/index.mjs`]: CLIENT + main,
    }),
  });
  try {
    const { payload, error, logs } = await lambda.invoke({ subject: "hello" });
    expect({ payload, error, logs }).toEqual({
      payload: { how, result: { got: "hello" } },
      error: undefined,
      logs: [],
    });
    expect(lambda.client).toBe("official");
  } finally {
    await lambda.stop();
  }
});
