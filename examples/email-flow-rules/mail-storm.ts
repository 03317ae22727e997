import { CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { answers, createSynchronousHandler } from "terraform-aws-workmail-lambda/function/synchronous";

const client = new CloudWatchClient();

/** Bounces email while an alarm is on, for example one on the function's own metric `Recipients`. */
export const handler = createSynchronousHandler(
  async (_email, { signal }) => {
    const alarms = new DescribeAlarmsCommand({ AlarmNames: [process.env.STORM_ALARM_NAME!] });
    const { MetricAlarms = [] } = await client.send(alarms, { abortSignal: signal });
    return MetricAlarms.some(({ StateValue }) => StateValue === "ALARM")
      ? answers.bounce(undefined, "Too many emails were sent. Try again in an hour.")
      : answers.letThrough();
  },
  { onFailure: answers.letThrough() },
);
