import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { createSynchronousHandler, NotYet, parseAnswer } from "terraform-aws-workmail-lambda/function/synchronous";

const client = new SFNClient();
const { STATE_MACHINE_ARN: stateMachineArn = "" } = process.env;

/** Answers with the output of a Step Functions execution. WorkMail calls again until the execution has ended. */
export const handler = createSynchronousHandler(
  async (email, { event, logger, signal: abortSignal }) => {
    const name = email.invocationId;
    const start = new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(event) });
    await client.send(start, { abortSignal }).catch((error: Error) => {
      if (error.name !== "ExecutionAlreadyExists") {
        throw error;
      }
    });
    const executionArn = `${stateMachineArn.replace(":stateMachine:", ":execution:")}:${name}`;
    const { status, output } = await client.send(new DescribeExecutionCommand({ executionArn }), { abortSignal });
    if (status === "RUNNING") {
      throw new NotYet();
    }
    return parseAnswer(output, logger);
  },
  { direction: "INBOUND" },
);
