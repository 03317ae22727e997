import { commandAgain } from "../../modules/command-line";
import { UserError } from "../../modules/user-error";
import type { DeploymentOutputs } from "../deployments/deployment-outputs";
import { deploymentStep } from "../deployments/deployment-step";

/** A queue of failed events, and the function that is to have them again. */
export interface RedriveTarget {
  readonly region: string;
  readonly queueUrl: string;
  readonly functionName: string;
  /** The ARN or name to invoke: the ARN that the email flow rule names, or the given name. */
  readonly functionArn: string;
}

/**
 * The queues of what is deployed.
 *
 * @throws UserError that names every Region that has no queue of its own
 */
export function redriveTargets(deployments: readonly DeploymentOutputs[]): RedriveTarget[] {
  const [without, ...more] = deployments.filter(({ failure_queue_url }) => typeof failure_queue_url !== "string");
  if (without !== undefined) {
    const { region, function_name } = without;
    const queue = commandAgain("redrive", {
      without: ["--outputs"],
      add: ["--region", region, "--queue", "URL", "--function", function_name],
    });
    throw new UserError(
      [
        "There is no queue of failed events to take from:",
        ...[without, ...more].map((it) => `  ${it.region}: no output failure_queue_url`),
        `Next: set failureQueue, then ${deploymentStep()}; or, where failed events go to a queue of your own, name it: ${queue}`,
      ].join("\n"),
    );
  }
  return deployments.map((outputs) => ({
    region: outputs.region,
    queueUrl: outputs.failure_queue_url!,
    functionName: outputs.function_name,
    functionArn: outputs.email_flow_rule_function_arn,
  }));
}
