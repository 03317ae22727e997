import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { parse } from "@aws-sdk/util-arn-parser";
import { type Check, compared, type Context } from "../check";

/**
 * Checks that the credentials are of the function's account.
 *
 * @throws AwsRefusal when nothing can be asked
 */
export async function accountCheck({ aws, outputs }: Context): Promise<Check> {
  const { Account } = await aws.ask("sts:GetCallerIdentity", STSClient, (sts) =>
    sts.send(new GetCallerIdentityCommand({})),
  );
  const expected = parse(outputs.function_arn).accountId;
  return compared("account", expected, Account, `sign in to account ${expected}: nothing else could be asked`);
}
