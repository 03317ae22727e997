import { GetPolicyCommand, LambdaClient } from "@aws-sdk/client-lambda";
import {
  type DeploymentOutputs,
  statementsOf,
} from "../../tools/check-deployment";

/** A function's resource policy, as AWS's API tells it. */
export async function resourcePolicy({
  region,
  function_name: FunctionName,
}: DeploymentOutputs) {
  const lambda = new LambdaClient({ region });
  const { Policy } = await lambda.send(new GetPolicyCommand({ FunctionName }));
  return statementsOf(Policy ?? "{}");
}
