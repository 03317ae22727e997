import { existsSync } from "node:fs";
import { commandLine } from "../../../modules/command-line";
import { isOwnApp } from "../../../modules/own-app";
import { readSettings } from "../../../modules/settings/read-settings";
import { settingsFile } from "../../../modules/settings/settings-file";
import { UserError } from "../../../modules/user-error";
import { WORKMAIL_REGIONS } from "../../../modules/workmail";
import { engines } from "../../../package.json";
import { withAws } from "../../aws/clients";
import { fetchThroughProxy, hasProxy } from "../../aws/proxy";
import { findEmulator } from "../../emulator/emulator";
import { registryOf, type Terraform, withTerraform } from "../../terraform/binary";
import { checkProject } from "../../terraform/project";
import { isProviderHere } from "../../terraform/providers";

/** Something that this machine needs. */
export interface Finding {
  readonly subject: string;
  /** Missing: only the demo, or a deployment from this folder, needs it. */
  readonly state: "passed" | "failed" | "missing" | "unknown";
  readonly found: string;
  /** What to install or to do. */
  readonly next?: string;
}

const REGISTRY_LIMIT_MS = 10_000;

/** Looks at everything that a command may need. */
export async function findings(): Promise<Finding[]> {
  const settings = settingsFinding();
  const [terraform, aws, emulator] = await Promise.all([
    terraformFindings(),
    awsFindings(settings.regions),
    emulatorFinding(),
  ]);
  return [nodeFinding(), ...terraform, settings.finding, ...aws, projectFinding(), emulator];
}

function nodeFinding(): Finding {
  const found = process.version;
  const oldest = engines.node.replace(">=", "");
  return found.slice(1).localeCompare(oldest, "en", { numeric: true }) >= 0
    ? { subject: "Node.js", state: "passed", found }
    : { subject: "Node.js", state: "failed", found, next: `install Node.js ${oldest} or later (https://nodejs.org)` };
}

async function terraformFindings(): Promise<Finding[]> {
  try {
    return await withTerraform(async (terraform) => [
      {
        subject: "Terraform",
        state: "passed",
        found: `${terraform.product} ${terraform.version} (${terraform.binary})`,
      },
      await providerFinding(terraform),
    ]);
  } catch (error) {
    return [
      { subject: "Terraform", state: "failed", found: "none that can be used", next: messageOf(error) },
      { subject: "AWS provider", state: "unknown", found: "needs Terraform" },
    ];
  }
}

/**
 * Looks for the provider: on this machine, then in its registry.
 *
 * @public
 */
export async function providerFinding(terraform: Terraform): Promise<Finding> {
  const { kind, description: found } = terraform.providers;
  const subject = "AWS provider";
  const registry = registryOf(terraform);
  if (kind === "plugin folder" || kind === "configuration") {
    return { subject, state: "unknown", found, next: "terraform init uses it" };
  }
  if (kind === "mirror" || isProviderHere({ env: process.env, registry })) {
    return { subject, state: "passed", found };
  }
  const signal = AbortSignal.timeout(REGISTRY_LIMIT_MS);
  const error = await fetchThroughProxy(`https://${registry}/.well-known/terraform.json`, { signal }).then(
    ({ status }) => (status >= 200 && status < 300 ? undefined : `answers HTTP ${status}`),
    () => "does not answer",
  );
  if (error === undefined) {
    return { subject, state: "passed", found };
  }
  return {
    subject,
    state: "failed",
    found: `${registry} ${error}${hasProxy() ? " through the proxy of the environment" : ""}, and this machine has no copy`,
    next: `make the registry reachable, or put a mirror made by "terraform providers mirror FOLDER" into ~/.terraform.d/plugins, or name another place in a CLI configuration file (TF_CLI_CONFIG_FILE)`,
  };
}

function settingsFinding(): { readonly finding: Finding; readonly regions: readonly string[] } {
  const subject = "settings";
  const file = settingsFile();
  if (isOwnApp()) {
    return { finding: { subject, state: "passed", found: "none, and an app of your own needs none" }, regions: [] };
  }
  if (!existsSync(file)) {
    const next = commandLine(["init", ...(process.env.WORKMAIL_SETTINGS ? ["--file", file] : [])]);
    return { finding: { subject, state: "failed", found: `${file} does not exist`, next }, regions: [] };
  }
  try {
    const regions = readSettings().regions.map(({ region }) => region);
    return { finding: { subject, state: "passed", found: `${file}: ${regions.join(", ")}` }, regions };
  } catch (error) {
    return {
      finding: { subject, state: "failed", found: messageOf(error), next: `correct ${file}` },
      regions: [],
    };
  }
}

/** Asks in each Region who the caller is; the first answer is about the credentials. */
async function awsFindings(regions: readonly string[]): Promise<Finding[]> {
  const [first = WORKMAIL_REGIONS[0], ...others] = regions;
  const found = await callerFinding("AWS credentials", first);
  const rest = await Promise.all(
    others.map(async (region) => {
      const subject = `AWS in ${region}`;
      return found.state === "passed"
        ? callerFinding(subject, region)
        : ({ subject, state: "unknown", found: "needs credentials" } as const);
    }),
  );
  return [found, ...rest];
}

async function callerFinding(subject: string, region: string): Promise<Finding> {
  const { AWS_ENDPOINT_URL: endpoint, AWS_PROFILE: profile } = process.env;
  try {
    const { STSClient, GetCallerIdentityCommand } = await import("@aws-sdk/client-sts");
    const { Account } = await withAws(
      region,
      (aws) => aws.ask("sts:GetCallerIdentity", STSClient, (sts) => sts.send(new GetCallerIdentityCommand({}))),
      { maxAttempts: 2 },
    );
    const how = [profile && `profile ${profile}`, endpoint && `at ${endpoint}, which is not AWS`].filter(Boolean);
    return { subject, state: "passed", found: [`account ${Account}, asked in ${region}`, ...how].join(", ") };
  } catch (error) {
    return { subject, state: "failed", ...inTwo(error) };
  }
}

function projectFinding(): Finding {
  try {
    checkProject("diff");
    const found = isOwnApp()
      ? `an app of your own: diff and verify work in this folder; to deploy it: ${commandLine(["deploy"])}`
      : "deploy, diff, and destroy work in this folder";
    return { subject: "project", state: "passed", found };
  } catch (error) {
    const { found } = inTwo(error);
    const next = "to deploy, use a clone of the project, your own CDKTF app, or the Terraform module";
    return { subject: "project", state: "missing", found, next };
  }
}

async function emulatorFinding(): Promise<Finding> {
  const subject = "AWS emulator";
  try {
    return { subject, state: "passed", found: await findEmulator(process.env) };
  } catch (error) {
    return { subject, state: "missing", found: "only the demo needs it", next: messageOf(error) };
  }
}

/** Returns what is wrong, and the next step. */
function inTwo(error: unknown): { readonly found: string; readonly next?: string } {
  const [found = "", ...next] = messageOf(error).split(" Next: ");
  return { found, next: next.length > 0 ? next.join(" ") : undefined };
}

function messageOf(error: unknown): string {
  if (error instanceof UserError) {
    return error.message;
  }
  throw error;
}
