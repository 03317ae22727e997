import { sameCommand, terraformCommandLine } from "../../modules/command-line";
import { StackConfiguration } from "./stack-configuration";

/** The attributes that are read here are strings. */
type Attributes = Readonly<Record<string, string>>;

/** Returns an attribute of the resource as it is configured: "" for none, an expression if only Terraform knows it. */
type Configured = (attribute: string) => string;

/** Returns the ID for an import from the name that the provider's error has in parentheses. */
type ImportId = (name: string, configured: Configured) => string;

/** How to import the types whose creation fails if the resource exists. */
const IMPORT_IDS: Readonly<Record<string, ImportId>> = {
  aws_cloudwatch_log_group: byName,
  aws_dynamodb_table: byName,
  aws_iam_role: byName,
  aws_lambda_alias: (name, configured) => `${configured("function_name")}/${name}`,
  aws_lambda_function: byName,
  // The name is FUNCTION/STATEMENT, also where the statement is in the policy of an alias.
  aws_lambda_permission: (name, configured) => {
    const qualifier = configured("qualifier");
    return qualifier === "" ? name : name.replace("/", `:${qualifier}/`);
  },
  aws_ses_receipt_rule: (name, configured) => `${configured("rule_set_name")}:${name}`,
  // The name is CONFIGURATION_SET|DESTINATION.
  aws_sesv2_configuration_set_event_destination: byName,
};

function byName(name: string): string {
  return name;
}

const EXISTS = /already exists?\b|AlreadyExists|ResourceInUseException/i;

/**
 * Returns what to do about resources that AWS has and Terraform's state does not: Terraform was killed between the two.
 *
 * @param folder of the stack's configuration
 * @param stderr what Terraform printed when it could not create them
 */
export function importHints(stack: string, folder: string, stderr: string): string[] {
  const commands = stderr.split(/^(?=Error: )/m).flatMap((error) => {
    const [, address] = /^\s*with (\S.*),$/m.exec(error) ?? [];
    if (address === undefined || !EXISTS.test(error)) {
      return [];
    }
    const [, name = ""] = /^Error: .*?\(([^()\n]+)\): /m.exec(error) ?? [];
    return [`  ${terraformCommandLine(stack, "import", address, importId(folder, address, name))}`];
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

/** Returns the ID of a resource, or the word ID if it is not known. */
function importId(folder: string, address: string, name: string): string {
  const [, type = "", id = ""] = /^(\w+)\.([\w-]+)(?:\[.+\])?$/.exec(address) ?? [];
  const found = IMPORT_IDS[type]?.(name, (attribute) =>
    configuredIn(new StackConfiguration(folder), type, id, attribute),
  );
  return found === undefined || found === "" || found.includes("${") ? "ID" : found;
}

function configuredIn(stack: StackConfiguration, type: string, id: string, attribute: string): string {
  const value = stack.ofType<Attributes>(type).find((it) => it.id === id)?.attributes[attribute] ?? "";
  const [, ofType, ofId, named] = /^\$\{(\w+)\.([\w-]+)\.(\w+)\}$/.exec(value) ?? [];
  return (named !== undefined && configuredIn(stack, ofType!, ofId!, named)) || value;
}
