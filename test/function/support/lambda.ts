import type { Context } from "aws-lambda";

/** The environment variables that the function reads, as Lambda sets them. */
export const ENVIRONMENT = {
  AWS_LAMBDA_FUNCTION_NAME: "workmail",
  AWS_LAMBDA_LOG_LEVEL: "INFO",
  AWS_REGION: "us-east-1",
  _X_AMZN_TRACE_ID: "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1",
};

export const CONTEXT = {
  awsRequestId: "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
  functionName: "workmail",
} as Context;

/** The members of a line, if it is one of ours. */
export type Line = Record<string, unknown>;

/** Runs something with Lambda's environment, and returns what it wrote to stdout, as text and line by line. */
export async function captureOutput(
  run: () => unknown,
  environment: Record<string, string | undefined> = {},
): Promise<{ text: string; lines: Line[]; thrown?: unknown }> {
  const before = process.env;
  process.env = { ...before, EMAIL_LOG_DETAIL: undefined };
  delete process.env.EMAIL_LOG_DETAIL;
  for (const [name, value] of Object.entries({
    ...ENVIRONMENT,
    ...environment,
  })) {
    if (value === undefined) {
      delete process.env[name];
    } else {
      process.env[name] = value;
    }
  }

  let text = "";
  const write = jest.spyOn(process.stdout, "write").mockImplementation((chunk, ...rest) => {
    text += chunk.toString();
    rest.find((argument) => typeof argument === "function")?.();
    return true;
  });
  let thrown: unknown;
  try {
    await run();
  } catch (error) {
    thrown = error;
  } finally {
    write.mockRestore();
    process.env = before;
  }
  const lines = text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Line);
  return { text, lines, thrown };
}
