import { withAws } from "../aws/clients";
import type { DeploymentOutputs } from "../deployments/deployment-outputs";
import type { Check, CheckSubject } from "./check";
import { accountCheck } from "./checks/account";
import { alarmTopicChecks } from "./checks/alarm-topic";
import { alarmChecks } from "./checks/alarms";
import { aliasChecks } from "./checks/alias";
import { asynchronousInvocationChecks } from "./checks/asynchronous-invocation";
import { dashboardChecks } from "./checks/dashboard";
import { deduplicationTableChecks } from "./checks/deduplication-table";
import { emailFlowRuleChecks } from "./checks/email-flow-rule";
import { failureQueueChecks } from "./checks/failure-queue";
import { functionChecks } from "./checks/function";
import { invocationChecks } from "./checks/invocation";
import { logGroupChecks } from "./checks/log-group";
import { logQueryChecks } from "./checks/log-queries";
import { organizationChecks } from "./checks/organizations";
import { permissionChecks } from "./checks/permission";
import { roleChecks } from "./checks/role";
import { sesReceiptRuleChecks, sesSendingEventsChecks } from "./checks/ses";
import { updatedContentBucketChecks } from "./checks/updated-content-bucket";
import { type Expectation, Expected } from "./expectation";

const SUBJECTS: readonly CheckSubject[] = [
  functionChecks,
  aliasChecks,
  permissionChecks,
  organizationChecks,
  sesReceiptRuleChecks,
  sesSendingEventsChecks,
  roleChecks,
  asynchronousInvocationChecks,
  failureQueueChecks,
  updatedContentBucketChecks,
  deduplicationTableChecks,
  logGroupChecks,
  logQueryChecks,
  alarmChecks,
  alarmTopicChecks,
  dashboardChecks,
  invocationChecks,
];

/**
 * Asks AWS, through its API and not through Terraform, whether what a Region has
 * is as it should be.
 *
 * @throws AwsRefusal when nothing can be asked
 */
export function verifyDeployment(outputs: DeploymentOutputs, expectation: Expectation = {}): Promise<Check[]> {
  return withAws(outputs.region, async (aws) => {
    const context = { aws, outputs, expected: new Expected(expectation, outputs) };
    const checks = [await accountCheck(context)];
    if (checks[0]?.state === "passed") {
      for (const check of SUBJECTS) {
        checks.push(...(await check(context)));
      }
    }
    return [...checks, ...emailFlowRuleChecks(outputs)];
  });
}
