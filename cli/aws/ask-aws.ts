import { awsCommandLine, sameCommand } from "../../modules/command-line";
import { UserError } from "../../modules/user-error";

/** AWS did not answer, for a reason that a person can fix. */
export class AwsRefusal extends UserError {
  override readonly name = "AwsRefusal";

  constructor(
    message: string,
    /** Whether other calls to AWS can succeed: only one action is not allowed. */
    readonly ofThisAction: boolean,
  ) {
    super(message);
  }
}

interface Refusal {
  /** The names and codes that AWS and its SDK have for it. */
  readonly names: readonly string[];
  /** Matches the message of an error without a name of its own. */
  readonly message?: RegExp;
  readonly ofThisAction?: true;
  /** The error and the next step. */
  readonly text: (action: string, region: string) => string;
}

/**
 * @see https://docs.aws.amazon.com/lambda/latest/api/CommonErrors.html
 */
const REFUSALS: readonly Refusal[] = [
  {
    names: ["CredentialsProviderError"],
    text: (action, region) =>
      `There are no AWS credentials for ${action} in ${region}${profile()}. Next: sign in (${awsCommandLine(["sso", "login"])}), ${orProfile()} AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.`,
  },
  {
    // A profile names a file that cannot be read, or a section, a URL, or a mode that does not exist.
    names: ["ENOENT", "EISDIR", "ENOTDIR", "EACCES", "EPERM", "ERR_INVALID_URL"],
    message: /\(reading 'sso_|^Invalid URL|"defaultsMode"/,
    text: (action, region) =>
      `AWS's configuration cannot be used for ${action} in ${region}${profile()}. Next: correct it in ${configFiles()}, or in the variables that begin with AWS_.`,
  },
  {
    names: ["ExpiredToken", "ExpiredTokenException", "RequestExpired"],
    text: () =>
      `The AWS credentials have expired. Next: sign in again (${awsCommandLine(["sso", "login"])}), or set new ones.`,
  },
  {
    names: [
      "UnrecognizedClientException",
      "InvalidClientTokenId",
      "InvalidSignatureException",
      "SignatureDoesNotMatch",
      "IncompleteSignature",
      "AuthFailure",
    ],
    text: (_, region) =>
      `AWS does not take the credentials in ${region}. Next: look at AWS_PROFILE and AWS_ACCESS_KEY_ID, and at this machine's clock.`,
  },
  {
    names: ["AccessDenied", "AccessDeniedException", "AuthorizationError", "UnauthorizedOperation"],
    ofThisAction: true,
    text: (action, region) =>
      `The credentials may not ${action} in ${region}. Next: allow it in the policy of who runs this.`,
  },
  {
    names: ["ThrottlingException", "Throttling", "TooManyRequestsException", "RequestLimitExceeded"],
    ofThisAction: true,
    text: (action, region) =>
      `AWS has too many requests of ${action} in ${region}. Next: in a minute, ${sameCommand()}.`,
  },
  {
    names: [
      "SELF_SIGNED_CERT_IN_CHAIN",
      "DEPTH_ZERO_SELF_SIGNED_CERT",
      "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
      "UNABLE_TO_GET_ISSUER_CERT",
      "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
      "CERT_HAS_EXPIRED",
      "CERT_NOT_YET_VALID",
      "ERR_TLS_CERT_ALTNAME_INVALID",
    ],
    text: (action, region) =>
      `The certificate of the answer to ${action} in ${region} is not trusted. Next: where a proxy of your network re-encrypts, name a file with its CA certificate in NODE_EXTRA_CA_CERTS; otherwise look at AWS_ENDPOINT_URL and at this machine's clock.`,
  },
  {
    names: [
      "ECONNREFUSED",
      "ECONNRESET",
      "ENOTFOUND",
      "EAI_AGAIN",
      "ETIMEDOUT",
      "TimeoutError",
      "UND_ERR_CONNECT_TIMEOUT",
      "UND_ERR_SOCKET",
    ],
    text: (action, region) =>
      `AWS cannot be reached for ${action} in ${region}. Next: look at the network and its proxy, and at AWS_ENDPOINT_URL.`,
  },
];

function profile(): string {
  const { AWS_PROFILE: name } = process.env;
  return name ? ` with the profile ${name}` : "";
}

function orProfile(): string {
  return process.env.AWS_PROFILE ? `or correct the profile in ${configFiles()}, or set` : "or set AWS_PROFILE, or";
}

/** The files that have the profiles. */
function configFiles(): string {
  const { AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE } = process.env;
  return `${AWS_CONFIG_FILE || "~/.aws/config"} and ${AWS_SHARED_CREDENTIALS_FILE || "~/.aws/credentials"}`;
}

/**
 * Asks AWS.
 *
 * @param action as IAM calls it, such as lambda:GetFunction
 * @throws AwsRefusal for an error that a person can fix; rethrows any other
 */
export async function askAws<Answer>(action: string, region: string, ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof UserError) {
      throw error;
    }
    const { message } = error as Error;
    if (isUnreadable(error as Error)) {
      throw new AwsRefusal(
        `The answer to ${action} in ${region} is not AWS's. Next: look at AWS_ENDPOINT_URL, and at the proxy of the network.`,
        // An emulator may know other services.
        true,
      );
    }
    const words = wordsOf(error as Error);
    const refusal = REFUSALS.find(
      ({ names, message: text }) => names.some((it) => words.includes(it)) || text?.test(message),
    );
    if (refusal === undefined) {
      throw error;
    }
    throw new AwsRefusal(
      [refusal.text(action, region), message && `AWS says: ${saidIn(message)}`].filter(Boolean).join(" "),
      refusal.ofThisAction ?? false,
    );
  }
}

/** The SDK looks for nothing in a section that a profile names before it reads it. */
function saidIn(message: string): string {
  return message.includes("(reading 'sso_") ? "the profile names an sso-session that does not exist" : message;
}

/** The SDK quotes what it could not parse, such as the page of a proxy. */
function isUnreadable({ name, message }: Error): boolean {
  return name === "SyntaxError" || message.includes("Deserialization error");
}

/** Returns the names and codes of an error. The SDK may have them only in its text, and fetch only in the cause. */
export function wordsOf({
  name,
  code,
  message = "",
  cause,
}: Error & { readonly code?: string }): (string | undefined)[] {
  return [name, code, ...(message.match(/\bE[A-Z_]{4,}\b/g) ?? []), ...(cause ? wordsOf(cause as Error) : [])];
}
