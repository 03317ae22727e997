import { commandLine } from "../../modules/command-line";
import { hasApp } from "../../modules/own-app";

/** Returns the next step that restores everything that Terraform compares with its state. */
export function deploymentStep(): string {
  const command = hasApp() ? commandLine(["deploy"]) : "deploy it again where its app is";
  return `${command}, or terraform apply where the module is`;
}
