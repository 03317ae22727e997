import { parseSettings } from "../../../modules/settings/settings";

/** The limits of email flow rules, from both sides. */

const regions = { "eu-west-1": { allowAnyOrganization: true } };
const SYNCHRONOUS = { runSynchronously: true, fallbackAction: "Bounce" };

/** Returns the errors in settings; none for valid ones. */
function errorsOf(settings: object): string {
  try {
    parseSettings(JSON.stringify({ regions, ...settings }), "workmail.json");
    return "none";
  } catch (error) {
    return (error as Error).message;
  }
}

function patterns(count: number, prefix = ""): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${index}.example.com`);
}

it.each<[string, object, object, string]>([
  [
    "sender patterns of a rule",
    { emailFlowRules: { Log: { senderPatterns: patterns(250) } } },
    { emailFlowRules: { Log: { senderPatterns: patterns(251) } } },
    "emailFlowRules.Log.senderPatterns: ",
  ],
  [
    "sender patterns of all rules",
    {
      emailFlowRules: Object.fromEntries(["a", "b", "c", "d"].map((it) => [it, { senderPatterns: patterns(250, it) }])),
    },
    {
      emailFlowRules: {
        ...Object.fromEntries(["a", "b", "c", "d"].map((it) => [it, { senderPatterns: patterns(250, it) }])),
        e: {},
      },
    },
    "allowed: at most 1000 senderPatterns in all",
  ],
  [
    "the longest rule timeout",
    { emailFlowRules: { Tag: { ...SYNCHRONOUS, ruleTimeoutMinutes: 240 } } },
    { emailFlowRules: { Tag: { ...SYNCHRONOUS, ruleTimeoutMinutes: 241 } } },
    "emailFlowRules.Tag.ruleTimeoutMinutes: 241 given; allowed: a whole number of minutes from 0 to 240",
  ],
  [
    "the shortest rule timeout",
    { emailFlowRules: { Tag: { ...SYNCHRONOUS, ruleTimeoutMinutes: 0 } } },
    { emailFlowRules: { Tag: { ...SYNCHRONOUS, ruleTimeoutMinutes: -1 } } },
    "emailFlowRules.Tag.ruleTimeoutMinutes: -1 given; allowed: a whole number of minutes from 0 to 240",
  ],
  [
    "the time limit of a function with a synchronous rule",
    { emailFlowRules: { Tag: SYNCHRONOUS }, timeoutSeconds: 14 },
    { emailFlowRules: { Tag: SYNCHRONOUS }, timeoutSeconds: 15 },
    "timeoutSeconds: 15 given in eu-west-1; allowed: at most 14",
  ],
  [
    "layers",
    { layers: [1, 2, 3, 4, 5].map((version) => `arn:aws:lambda:eu-west-1:111122223333:layer:a:${version}`) },
    { layers: [1, 2, 3, 4, 5, 6].map((version) => `arn:aws:lambda:eu-west-1:111122223333:layer:a:${version}`) },
    "allowed: at most 5 entries",
  ],
])("the limit of %s is allowed, and one more is refused by name", (_, most, more, error) => {
  expect(errorsOf(most)).toBe("none");
  expect(errorsOf(more)).toContain(error);
});
