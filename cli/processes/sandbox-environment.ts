import * as os from "node:os";
import { UserError } from "../../modules/user-error";

/** Where AWS answers: the DNS suffixes of all its partitions. */
const AWS_DOMAINS = [
  "amazonaws.com",
  "amazonaws.com.cn",
  "amazonaws.eu",
  "amazonwebservices.com",
  "amazonwebservices.com.cn",
  "amazonwebservices.eu",
  "aws",
  "aws.dev",
  "c2s.ic.gov",
  "aws.ic.gov",
  "sc2s.sgov.gov",
  "aws.scloud",
  "adc-e.uk",
  "hci.ic.gov",
];

/**
 * Terraform's variables that stay: where it gets providers from, and what it
 * logs. All others could bring in values, credentials or another workspace.
 */
const TERRAFORM_VARIABLES = [
  /^TF_CLI_CONFIG_FILE$/,
  /^TF_PLUGIN_CACHE_/,
  /^TF_REGISTRY_/,
  /^TF_PROVIDER_DOWNLOAD_RETRY$/,
  // Of provider registries and mirrors.
  /^TF_TOKEN_/,
  /^TF_LOG/,
];

/**
 * Checks the address of an AWS emulator.
 *
 * @throws UserError that says what was given and what is allowed, if it belongs to AWS, is not an http(s) address,
 * or contains credentials, a query, or a fragment
 */
export function emulatorEndpoint(given: URL | string): URL {
  if (!URL.canParse(String(given))) {
    throw endpointError(given, ["it is not a URL"]);
  }
  const url = new URL(String(given));
  const host = url.hostname.replace(/\.+$/, "");
  const errors = [
    !/^https?:$/.test(url.protocol) && `its scheme is ${url.protocol}`,
    (url.username || url.password) && "it holds credentials",
    (url.search || url.hash) && "it holds a query or a fragment",
    AWS_DOMAINS.some((name) => host === name || host.endsWith(`.${name}`)) && `${host} belongs to AWS`,
  ].filter((error) => typeof error === "string" && error !== "");
  if (errors.length > 0) {
    throw endpointError(given, errors as string[]);
  }
  return url;
}

function endpointError(given: URL | string, errors: readonly string[]) {
  const shown = String(given).replace(/\/\/[^/]*@/, "//***@");
  return new UserError(
    `The endpoint ${JSON.stringify(shown)} cannot be used: ${errors.join("; ")}. Allowed is the http or https address of an AWS emulator that is not AWS itself, for example http://127.0.0.1:4566.`,
  );
}

/**
 * An environment that knows nothing of the caller's AWS: no profile, no key, no
 * role, no endpoint. Keys that AWS does not know take their place, so that
 * nothing looks for others, for example at the machine's metadata address.
 */
export function withoutAws(base: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return {
    ...Object.fromEntries(Object.entries(base).filter(([name]) => !name.startsWith("AWS_"))),
    AWS_ACCESS_KEY_ID: "emulator",
    AWS_SECRET_ACCESS_KEY: "emulator",
    AWS_REGION: "us-east-1",
    AWS_DEFAULT_REGION: "us-east-1",
    AWS_CONFIG_FILE: os.devNull,
    AWS_SHARED_CREDENTIALS_FILE: os.devNull,
    AWS_EC2_METADATA_DISABLED: "true",
  };
}

/**
 * The environment for whatever is run against an AWS emulator. It cannot lead
 * to AWS itself, two times over: each call goes to the emulator, and the only
 * keys there are AWS does not know. No AWS setting of the caller stays, be it a
 * profile, a key, a role or an endpoint, nor any Terraform variable that could
 * bring one in.
 *
 * @param endpoint the emulator's address
 * @param base the caller's environment, which is left as it is
 * @throws UserError see {@link emulatorEndpoint}
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
export function sandboxEnvironment(endpoint: URL | string, base: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const url = emulatorEndpoint(endpoint);
  const kept = Object.entries(withoutAws(base)).filter(
    ([name]) => !name.startsWith("TF_") || TERRAFORM_VARIABLES.some((pattern) => pattern.test(name)),
  );
  const pluginFolders = pluginDirArguments(base.TF_CLI_ARGS_init ?? "");
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const withoutProxy = [base.NO_PROXY, base.no_proxy, host].filter(Boolean).join(",");
  return {
    ...Object.fromEntries(kept),
    ...(pluginFolders !== "" && { TF_CLI_ARGS_init: pluginFolders }),
    AWS_ENDPOINT_URL: url.href.replace(/\/+$/, ""),
    NO_PROXY: withoutProxy,
    no_proxy: withoutProxy,
  };
}

/** Of the arguments for `terraform init`, those that name provider folders. */
export function pluginDirArguments(argumentsOfInit: string): string {
  const found = argumentsOfInit.matchAll(/(?<=^|\s)--?plugin-dir[=\s]\s*("[^"]*"|'[^']*'|\S+)/g);
  return Array.from(found, ([argument]) => argument).join(" ");
}
