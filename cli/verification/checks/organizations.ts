import { DescribeOrganizationCommand, WorkMailClient } from "@aws-sdk/client-workmail";
import { commandLine } from "../../../modules/command-line";
import { ANY_ORGANIZATION } from "../../../modules/workmail";
import type { DeploymentOutputs } from "../../deployments/deployment-outputs";
import { deploymentStep } from "../../deployments/deployment-step";
import { asked, type Check, compared, type Context, orMissing } from "../check";

/** Checks that the function is for the organizations of the settings, and that these are active. */
export async function organizationChecks(context: Context): Promise<Check[]> {
  const { aws, outputs } = context;
  const ids = organizationsOf(outputs).filter((id) => id !== ANY_ORGANIZATION);
  const checks = ids.map((OrganizationId) =>
    asked(`organization ${OrganizationId}`, async () => {
      const organization = await orMissing(
        aws.ask("workmail:DescribeOrganization", WorkMailClient, (workMail) =>
          workMail.send(new DescribeOrganizationCommand({ OrganizationId })),
        ),
      );
      return [
        compared(
          `organization ${OrganizationId}`,
          "Active",
          organization?.State,
          `name an organization that is active in this account in ${outputs.region}; to list them: ${commandLine(["init"])}`,
        ),
      ];
    }),
  );
  return [...settingsCheck(context), ...(await Promise.all(checks)).flat()];
}

function settingsCheck({ outputs, expected }: Context): Check[] {
  const { organizationIds } = expected.given;
  const isWithoutWorkMail = organizationIds?.length === 0 && organizationsOf(outputs).length === 0;
  return organizationIds === undefined || isWithoutWorkMail
    ? []
    : [
        compared(
          "organizations of the settings",
          [...organizationIds].sort(),
          organizationsOf(outputs).sort(),
          `${deploymentStep()}: the settings have others than what is deployed`,
        ),
      ];
}

function organizationsOf({ organization_arns = [] }: DeploymentOutputs): string[] {
  return organization_arns.map((arn) => arn.split("/").at(-1)!);
}
