import { InvalidArgumentError, Option } from "commander";
import { printNote } from "../../modules/print";

/** Credentials in the environment: those of a profile take their place. */
const CREDENTIALS = [
  ...["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"],
  ...["AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN", "AWS_ROLE_SESSION_NAME"],
];

/** Returns the option of every command that calls AWS. */
export function profileOption(): Option {
  return new Option("--profile <name>", "profile of AWS's config files, instead of AWS_PROFILE").argParser((name) => {
    if (name.trim() === "") {
      throw new InvalidArgumentError("Allowed: the name of a profile in ~/.aws/config or ~/.aws/credentials.");
    }
    return name;
  });
}

/**
 * Sets the environment so that Terraform and the SDK take the same credentials: where it has both a profile and keys,
 * Terraform and the AWS CLI would take the keys, and the SDK for JavaScript the profile.
 *
 * @param profile the one that the user has named for this command
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
 */
export function selectCredentials(profile: string | undefined, env: NodeJS.ProcessEnv = process.env): void {
  if (profile !== undefined) {
    CREDENTIALS.forEach((name) => delete env[name]);
    env.AWS_PROFILE = profile;
    return;
  }
  // The SDK for JavaScript does not know the older variable.
  const named = env.AWS_PROFILE || env.AWS_DEFAULT_PROFILE;
  if (!named) {
    return;
  }
  env.AWS_PROFILE = named;
  const given = ["AWS_ACCESS_KEY_ID", "AWS_WEB_IDENTITY_TOKEN_FILE"].find((name) => env[name]);
  if (given !== undefined) {
    delete env.AWS_PROFILE;
    delete env.AWS_DEFAULT_PROFILE;
    printNote(`${given} takes precedence over AWS_PROFILE. To use the profile: --profile ${named}`);
  }
}
