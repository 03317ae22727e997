import { sameCommand, terraformCommandLine } from "../../modules/command-line";

/** The types that are imported by the name that the provider's errors have in parentheses. */
const IMPORTED_BY_NAME = ["aws_cloudwatch_log_group", "aws_dynamodb_table", "aws_iam_role", "aws_lambda_function"];

const EXISTS = /already exists?\b|EntityAlreadyExists|ResourceAlreadyExistsException|ResourceInUseException/i;

/**
 * Returns what to do about resources that AWS has and Terraform's state does not: Terraform was killed between the two.
 *
 * @param stderr what Terraform printed when it could not create them
 */
export function importHints(stack: string, stderr: string): string[] {
  const commands = stderr.split(/^(?=Error: )/m).flatMap((error) => {
    const [, address, type = ""] = /^\s*with ((\w+)\.[\w.-]+),$/m.exec(error) ?? [];
    if (address === undefined || !EXISTS.test(error)) {
      return [];
    }
    const [, name] = /^Error: [^(\n]*\(([\w./-]+)\):/m.exec(error) ?? [];
    const id = name !== undefined && IMPORTED_BY_NAME.includes(type) ? name : "ID";
    return [`  ${terraformCommandLine(stack, "import", address, id)}`];
  });
  return commands.length === 0
    ? []
    : [
        "AWS has a resource that the state does not have. If an interrupted deployment created it, import it:",
        ...commands,
        `Then: ${sameCommand()}`,
        ...(commands.some((command) => command.endsWith(" ID"))
          ? ["The page of the resource in the provider's documentation describes its ID, under Import."]
          : []),
        "If something else created it, choose another functionName.",
      ];
}
