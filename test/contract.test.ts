import { readFileSync } from "node:fs";
import { createContext } from "./support/lambda-context";
import { emailFlowRuleInstructions } from "../modules/email-flow-rule";
import { DEFAULTS } from "../modules/function-settings";
import { only, ORGANIZATIONS, synthesise } from "./support/stack";

/**
 * What runs in Lambda and what deploys it never import each other. Here is
 * where they agree.
 */

const environment = {
  AWS_LAMBDA_FUNCTION_NAME: DEFAULTS.functionName,
  AWS_REGION: "us-east-1",
};
const event = JSON.parse(
  readFileSync("function/events/outbound-2018.json", "utf8"),
) as unknown;

/** The line that the default handler writes with these variables. */
async function lineWith(variables: Record<string, string>): Promise<string> {
  const before = { ...process.env };
  Object.assign(process.env, environment, variables);
  const write = jest.spyOn(process.stdout, "write").mockReturnValue(true);
  try {
    let handled: Promise<unknown> | undefined;
    jest.isolateModules(() => {
      const { handler } = jest.requireActual<
        typeof import("../function/src/handler")
      >("../function/src/handler");
      handled = handler(event, createContext());
    });
    await handled;
    return write.mock.calls.map(([line]) => String(line)).join("");
  } finally {
    write.mockRestore();
    process.env = before;
  }
}

function deployedVariables(settings: object): Record<string, string> {
  const stack = synthesise({
    ...settings,
    regions: { "us-east-1": { organizationIds: [ORGANIZATIONS.one] } },
  });
  const { variables } = only(stack, "aws_lambda_function").environment as {
    variables: Record<string, string>;
  };
  return variables;
}

describe("function and infrastructure agree", () => {
  it("on the variable that keeps addresses and subjects out of the log", async () => {
    const line = await lineWith(deployedVariables({}));
    expect(line).toContain('"recipients":2');
    expect(line).not.toMatch(/@|Hello From/);
  });

  it("on the variable that lets them in", async () => {
    const line = await lineWith(deployedVariables({ emailLogDetail: "full" }));
    expect(line).toContain("from@domain.test");
    expect(line).toContain("Hello From Amazon WorkMail!");
  });

  it("on what an administrator looks for in the log", async () => {
    const { message } = JSON.parse(await lineWith({})) as { message: string };
    expect(
      emailFlowRuleInstructions({
        functionArn: "arn",
        functionName: "mail",
        region: "us-east-1",
        consoleUrls: "",
      }),
    ).toContain(`look for "${message}"`);
  });
});
