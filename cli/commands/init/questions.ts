import { checkbox, confirm, input } from "@inquirer/prompts";
import * as v from "valibot";
import { printable } from "../../../modules/print";
import { DEFAULTS, functionSettings } from "../../../modules/settings/function-settings";
import { ORGANIZATION_ID_PATTERN, WORKMAIL_REGIONS, type WorkMailRegion } from "../../../modules/workmail";

/** An organization that AWS shows. */
export interface KnownOrganization {
  readonly id: string;
  readonly alias: string;
}

/** Where the questions are asked. @default - the terminal */
export type Terminal = Parameters<typeof input>[1];

export function askName(terminal?: Terminal): Promise<string> {
  return input(
    {
      message: "Name of the function",
      default: DEFAULTS.functionName,
      validate: allowedBy(functionSettings.functionName),
    },
    terminal,
  );
}

export function askRegions(terminal?: Terminal): Promise<WorkMailRegion[]> {
  return checkbox(
    {
      message: "Regions of your organizations",
      choices: WORKMAIL_REGIONS.map((value) => ({ value })),
      required: true,
    },
    terminal,
  );
}

/** @param known those that AWS shows; none when it does not */
export async function askOrganizations(
  region: string,
  known: readonly KnownOrganization[],
  terminal?: Terminal,
): Promise<string[]> {
  if (known.length > 0) {
    return checkbox(
      {
        message: `Organizations in ${region} whose rules may call the function`,
        choices: known.map(({ id, alias }) => ({
          value: id,
          name: printable(`${alias} (${id})`),
        })),
        required: true,
      },
      terminal,
    );
  }
  const ids = await input(
    {
      message: `Ids of the organizations in ${region}, with spaces between them`,
      validate: (text) =>
        (text.trim() !== "" && idsIn(text).every((id) => new RegExp(ORGANIZATION_ID_PATTERN).test(id))) ||
        "An id is m- and 32 hexadecimal digits, lower case.",
    },
    terminal,
  );
  return idsIn(ids);
}

function idsIn(text: string): string[] {
  return text.trim().split(/[\s,]+/);
}

/** @returns undefined for none */
export async function askAlarmEmail(terminal?: Terminal): Promise<string | undefined> {
  const address = await input(
    {
      message: "Address that the alarms notify (none: press Enter)",
      validate: (text) => text === "" || allowedBy(functionSettings.alarmEmail)(text),
    },
    terminal,
  );
  return address === "" ? undefined : address;
}

export function askOverwrite(file: string, terminal?: Terminal): Promise<boolean> {
  return confirm({ message: `${file} is there. Write over it?`, default: false }, terminal);
}

export function askScaffold(terminal?: Terminal): Promise<boolean> {
  return confirm(
    { message: "Write a handler of your own, with a test and a tsconfig.json?", default: false },
    terminal,
  );
}

/** The rule that the settings file has for the same value. */
function allowedBy(schema: v.GenericSchema<string, unknown>) {
  return (text: string): true | string => {
    const { success, issues } = v.safeParse(schema, text);
    return success || `Allowed: ${issues[0].message}.`;
  };
}
