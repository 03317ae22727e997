import * as v from "valibot";
import { REGIONS } from "../workmail";
import { SETTINGS } from "./function-settings";
import { listOf, matching, objectOf, oneOf, wholeNumber, yesOrNo } from "./kinds";
import { entriesOf, type Settings } from "./setting";

/** The settings of how functions are deployed: only the settings file has them, for all Regions. */

const FILE = ["file"] as const;

/** Where the state is kept. */
export const BACKEND = {
  bucket: {
    rule: matching(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "the name of an S3 bucket"),
    meaning: "Bucket that holds the state.",
    required: true,
    places: FILE,
    allowed: ["states"],
    refused: ["", "States", "a"],
  },
  region: {
    rule: matching(/^[a-z]{2}(-[a-z]+)+-\d$/, "an AWS Region, such as us-east-1"),
    meaning: "Region of the bucket.",
    required: true,
    places: FILE,
    allowed: ["eu-central-1"],
    refused: ["", "eu", "EU-CENTRAL-1"],
  },
  keyPrefix: {
    rule: matching(/^[^/](.*[^/])?$/, "a key prefix that does not begin or end with /"),
    meaning: "Prefix of the states' keys; the function's name and the Region follow.",
    default: "workmail",
    places: FILE,
    allowed: ["mail/prod", "workmail"],
    refused: ["", "/mail", "mail/"],
  },
  kmsKeyId: {
    rule: matching(/\S/, "a KMS key ID or ARN"),
    meaning: "Key that encrypts the state. Unset: the bucket's own.",
    places: FILE,
    allowed: ["alias/states"],
    refused: ["", " "],
  },
  dynamodbTable: {
    rule: matching(/^[A-Za-z0-9_.-]{3,255}$/, "the name of a DynamoDB table"),
    meaning: "Table that locks the state. Unset: no lock.",
    places: FILE,
    allowed: ["locks"],
    refused: ["", "ab", "a b c"],
  },
} as const satisfies Settings;

/** Checks that must pass before the next wave starts. */
export const CHECKS = {
  verify: {
    rule: yesOrNo,
    meaning: "Ask AWS's API whether the wave is as it should be, as workmail-lambda verify does.",
    default: true,
    places: FILE,
    allowed: [false, true],
    refused: [],
  },
  bakeSeconds: {
    rule: wholeNumber(0, 86_400, "seconds"),
    meaning: "How long the wave runs before the next one starts, in seconds.",
    default: 300,
    places: FILE,
    allowed: [0, 86_400],
    refused: [-1, 0.5, 86_401],
  },
  alarms: {
    rule: yesOrNo,
    meaning:
      "Stop at once when an alarm of the wave is raised meanwhile, and continue when all of them are in state OK.",
    default: true,
    places: FILE,
    allowed: [false, true],
    refused: [],
  },
} as const satisfies Settings;

const regionList = v.pipe(listOf(oneOf(REGIONS), `of ${REGIONS.join(", ")}`), v.minLength(1, "at least one Region"));

export const WAVE = {
  regions: {
    rule: regionList,
    meaning: "Regions that are deployed at the same time.",
    required: true,
    places: FILE,
    allowed: [["eu-west-1"]],
    refused: [[], ["eu-central-2"]],
  },
  newVersionWeight: { ...SETTINGS.newVersionWeight, default: undefined },
} as const satisfies Settings;

export const ROLLOUT = {
  waves: {
    rule: v.pipe(listOf(objectOf(entriesOf(WAVE)), "a wave with its regions"), v.minLength(1, "at least one wave")),
    meaning: "The Regions in the order in which they are deployed; each configured Region in one wave.",
    required: true,
    places: FILE,
    allowed: [[{ regions: ["eu-west-1"] }]],
    refused: [[], [{}], [{ regions: [] }]],
  },
  checks: {
    rule: objectOf(entriesOf(CHECKS)),
    meaning:
      "Checks between two waves, with workmail-lambda deploy. Unset: none, so the next wave starts when the wave is deployed.",
    places: FILE,
    allowed: [{}, { bakeSeconds: 0 }],
    refused: [{ bake: 1 }],
  },
} as const satisfies Settings;

export const DEPLOYMENT_SETTINGS = {
  rollout: {
    rule: objectOf(entriesOf(ROLLOUT)),
    meaning: "Deploy the Regions in waves; a wave starts when the one before has succeeded. Unset: all at once.",
    places: FILE,
    allowed: [{ waves: [{ regions: ["eu-west-1"] }] }],
    refused: [{}],
  },
  singleStack: {
    rule: yesOrNo,
    meaning: "Put all Regions into one stack with one state, instead of a stack for each Region.",
    default: false,
    places: FILE,
    allowed: [true, false],
    refused: [],
  },
  backend: {
    rule: objectOf(entriesOf(BACKEND)),
    meaning: "S3 backend for the state, one encrypted object for each stack. Unset: local files under state/.",
    places: FILE,
    allowed: [{ bucket: "states", region: "eu-central-1" }],
    refused: [{}, { bucket: "states" }],
  },
} as const satisfies Settings;

export type BackendSettings = v.InferOutput<(typeof DEPLOYMENT_SETTINGS)["backend"]["rule"]>;
export type RolloutSettings = v.InferOutput<(typeof DEPLOYMENT_SETTINGS)["rollout"]["rule"]>;
export type RolloutChecks = NonNullable<RolloutSettings["checks"]>;
