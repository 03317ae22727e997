import * as v from "valibot";
import { distinct, inTerraform, listOf, matching, objectOf } from "./kinds";

/** Statements of yours in the execution role's policy, none of them wider than a job needs. */

/** The statements that the role has by itself: IAM refuses an ID that is given twice. */
export const OWN_SIDS = [
  "DecryptEnvironmentVariables",
  "DescribeTableKey",
  "EncryptFailures",
  "EncryptRememberedEvents",
  "KeepCodeOffNetworkInterfaces",
  "ManageNetworkInterfaces",
  "PutUpdatedContent",
  "ReadMessageContent",
  "ReadParameters",
  "ReadSecrets",
  "RememberEvents",
  "ReplaceMessageContent",
  "SendFailures",
  "SendResults",
  "SendTraces",
  "WriteOwnLogStreams",
];

/** service:Action, with a letter in the action: neither * nor service:* */
const ACTION = /^[a-z0-9-]+:[A-Za-z0-9*?]*[A-Za-z][A-Za-z0-9*?]*$/;
const RESOURCE = /^(\*|arn:aws:[a-z0-9-]+:[a-z0-9*-]*:[0-9*]*:.+)$/;
/** Every resource there is, or every one of a service. */
const EVERY_RESOURCE = /^([*]|arn:aws:[^:]*:[^:]*:[^:]*:[*?:/]+)$/;
/** An action that names one action. */
const WITH_WILDCARD = /[*?]/;

/** Allowed statements on every resource, for messages. */
const NARROW = "actions without * and ?, ARNs of certain resources, or conditions";

const statement = v.pipe(
  objectOf({
    sid: matching(
      new RegExp(`^(?!${OWN_SIDS.map((sid) => `${sid}$`).join("|")})[A-Za-z0-9]{1,64}$`),
      "1 to 64 letters and digits, not the ID of a statement that the role has by itself",
    ),
    actions: distinct(ACTION, "service:Action, such as states:StartExecution; not * or service:*"),
    resources: distinct(RESOURCE, "an ARN, or * where an action has no resources"),
    conditions: v.optional(
      v.record(
        matching(/^[A-Za-z:]+$/, "an IAM condition operator, such as StringEquals"),
        v.record(
          matching(/^[a-z0-9-]+:.+$/, "an IAM condition key, such as aws:SourceIp"),
          listOf(v.string("a string"), "a string"),
          "an object of lists, by condition key",
        ),
        "an object of condition operators",
      ),
      {},
    ),
  }),
  v.partialCheck(
    [["actions"], ["resources"], ["conditions"]],
    ({ actions, resources, conditions }) =>
      Object.keys(conditions).length > 0 ||
      !resources.some((resource) => EVERY_RESOURCE.test(resource)) ||
      !actions.some((action) => WITH_WILDCARD.test(action)),
    NARROW,
  ),
  inTerraform((statement) => {
    const anyMatch = (list: string, pattern: RegExp) =>
      `anytrue([for text in ${statement}.${list} : can(regex("${pattern.source}", text))])`;
    const isWide = `${anyMatch("resources", EVERY_RESOURCE)} && ${anyMatch("actions", WITH_WILDCARD)}`;
    return `(length(${statement}.conditions) > 0 || !(${isWide}))`;
  }),
);

/** The statements, each with an ID of its own. */
export const policyStatements = v.pipe(
  listOf(statement, "an object with sid, actions, and resources"),
  v.check(
    (statements) => new Set(statements.map(({ sid }) => sid)).size === statements.length,
    "a sid of its own for each statement",
  ),
  inTerraform((statements) => `length(distinct(${statements}[*].sid)) == length(${statements})`),
);
