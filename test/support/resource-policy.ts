import { GetPolicyCommand, LambdaClient } from "@aws-sdk/client-lambda";
import type { DeploymentOutputs } from "../../cli/deployments/deployment-outputs";
import { statementsOf } from "../../cli/verification/resource-policy";

/** A function's resource policy, as AWS's API returns it. */
export async function resourcePolicy({ region, function_name: FunctionName }: DeploymentOutputs) {
  const lambda = new LambdaClient({ region });
  const { Policy } = await lambda.send(new GetPolicyCommand({ FunctionName }));
  return statementsOf(Policy ?? "{}");
}
