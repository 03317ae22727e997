import { commandLine } from "../../../modules/command-line";
import { printNote } from "../../../modules/print";
import { readStates } from "../../deployments/states";
import { EXIT } from "../../terminal/exit-codes";
import { printJson } from "../../terminal/output";

/** Prints what every Region has. */
export async function printOutputs(): Promise<void> {
  const told = await readStates();
  const byRegion = Object.fromEntries(
    told.map(({ region, name, values }) => [region ?? name, Object.keys(values).length > 0 ? values : null]),
  );
  printJson(byRegion);
  for (const { name, values } of told) {
    if (values.email_flow_rule_function_arn === undefined) {
      printNote(`${name}: not deployed, or only in part. Next: ${commandLine(["deploy"])}`);
      process.exitCode = EXIT.attention;
    }
  }
}
