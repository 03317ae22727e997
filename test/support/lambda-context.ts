import type { Context } from "aws-lambda";

/** What Lambda hands to a function beside the event. */
export function createContext(): Context {
  return {
    awsRequestId: "00000000-0000-4000-8000-000000000000",
    callbackWaitsForEmptyEventLoop: true,
    functionName: "workmail-email-events",
    functionVersion: "$LATEST",
    invokedFunctionArn: "arn:aws:lambda:us-east-1:123456789012:function:workmail-email-events",
    logGroupName: "/aws/lambda/workmail-email-events",
    logStreamName: "stream",
    memoryLimitInMB: "256",
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
    getRemainingTimeInMillis: () => 10_000,
  };
}
