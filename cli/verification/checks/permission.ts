import { GetPolicyCommand, LambdaClient, paginateListAliases } from "@aws-sdk/client-lambda";
import { publishedVersions } from "../../aws/live-versions";
import { qualifierOf } from "../../deployments/deployment-outputs";
import { deploymentStep } from "../../deployments/deployment-step";
import { asked, type Check, type Context, orMissing } from "../check";
import { expectedStatements, policyErrors, type Statement, statementsOf } from "../resource-policy";

/** Checks who may call what the rule names, and whether anybody may call the function in another way. */
export async function permissionChecks(context: Context): Promise<Check[]> {
  const { aws, outputs } = context;
  const { function_name: FunctionName } = outputs;
  const qualifier = qualifierOf(outputs);
  return asked("permission", async () => {
    const aliases = await orMissing(aliasesOf(context));
    const versions = await orMissing(publishedVersions(aws, FunctionName));
    const others = [undefined, ...(aliases ?? []), ...(versions ?? [])].filter((it) => it !== qualifier);
    const found = await statementsOn(context, qualifier);
    const elsewhere: Statement[] = [];
    // One after the other: there may be hundreds of versions, and Lambda answers few questions a second.
    for (const other of others) {
      elsewhere.push(...(await statementsOn(context, other)));
    }
    const errors = policyErrors(outputs, found, elsewhere);
    return [
      {
        subject: "permission",
        state: errors.length === 0 ? "passed" : "failed",
        expected: expectedStatements(outputs),
        found: [...found, ...elsewhere],
        ...(errors.length > 0 && {
          next: errors.map(({ what, remedy = deploymentStep() }) => `${what}: ${remedy}`).join("; "),
        }),
      },
    ];
  });
}

async function statementsOn({ aws, outputs }: Context, Qualifier?: string): Promise<Statement[]> {
  const { function_name: FunctionName } = outputs;
  const answer = await orMissing(
    aws.ask("lambda:GetPolicy", LambdaClient, (lambda) =>
      lambda.send(new GetPolicyCommand({ FunctionName, Qualifier })),
    ),
  );
  return statementsOf(answer?.Policy ?? "{}");
}

function aliasesOf({ aws, outputs }: Context): Promise<(string | undefined)[]> {
  const { function_name: FunctionName } = outputs;
  return aws.ask("lambda:ListAliases", LambdaClient, async (client) => {
    const names: (string | undefined)[] = [];
    for await (const { Aliases = [] } of paginateListAliases({ client }, { FunctionName })) {
      names.push(...Aliases.map(({ Name }) => Name));
    }
    return names;
  });
}
