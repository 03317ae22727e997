import * as v from "valibot";
import { type Region, REGIONS } from "../workmail";
import { DEPLOYMENT_SETTINGS } from "./deployment-settings";
import { SETTINGS } from "./function-settings";
import { objectOf } from "./kinds";
import { entriesOf, settingsAt, withoutDefaults } from "./setting";

/**
 * The schema of the settings file, derived from the rows of the settings.
 * `npm run generate` writes it as workmail.schema.json, for editors.
 */

const ofFile = settingsAt(SETTINGS, "file");
const ofRegion = settingsAt(SETTINGS, "region");

const ONE_OF_THEM = "organizationIds, allowAnyOrganization: true, or workMail: false, and only one of them";

/** The settings of one Region. */
export const regionSettings = v.pipe(
  // A Region's default does not replace a value for all Regions.
  objectOf({ ...entriesOf(ofRegion), ...entriesOf(withoutDefaults(settingsAt(ofRegion, "file"))) }),
  v.partialCheck(
    [["organizationIds"], ["allowAnyOrganization"], ["workMail"]],
    ({ organizationIds, allowAnyOrganization, workMail }) =>
      [organizationIds !== undefined, allowAnyOrganization, !workMail].filter(Boolean).length === 1,
    ONE_OF_THEM,
  ),
);

const regions = v.pipe(
  objectOf(
    Object.fromEntries(REGIONS.map((region) => [region, v.optional(regionSettings)])) as Record<
      Region,
      v.OptionalSchema<typeof regionSettings, undefined>
    >,
  ),
  v.check((regions) => Object.keys(regions).length > 0, `at least one of ${REGIONS.join(", ")}`),
);

export const settingsSchema = v.pipe(
  objectOf({
    $schema: v.optional(v.pipe(v.string("a string"), v.description("This schema, for editors."))),
    regions: v.pipe(
      regions,
      v.description(
        "The Regions to deploy to, each with its organizations, or without WorkMail. A setting under a Region overrides the same setting for all Regions; tags and environment variables are merged.",
      ),
    ),
    ...entriesOf(ofFile),
    ...entriesOf(DEPLOYMENT_SETTINGS),
  }),
  v.partialCheck(
    [["entry"], ["packagePath"]],
    ({ entry, packagePath }) => entry === undefined || packagePath === undefined,
    "entry or packagePath, not both",
  ),
);

export type SettingsFile = v.InferOutput<typeof settingsSchema>;
