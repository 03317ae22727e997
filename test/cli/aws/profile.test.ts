import { selectCredentials } from "../../../cli/aws/profile";
import { program } from "../../../cli/program";

const KEYS = { AWS_ACCESS_KEY_ID: "key", AWS_SECRET_ACCESS_KEY: "secret", AWS_SESSION_TOKEN: "token" };
const NOTE = "takes precedence over AWS_PROFILE. To use the profile: --profile staging";

let notes: string[];

beforeEach(() => {
  notes = [];
  jest.spyOn(console, "error").mockImplementation((text: string) => void notes.push(text));
});
afterEach(() => void jest.restoreAllMocks());

it.each([
  [
    "takes the profile that is named instead of keys and web identity",
    "staging",
    { ...KEYS, AWS_WEB_IDENTITY_TOKEN_FILE: "file", AWS_ROLE_ARN: "arn", PATH: "/bin" },
    { AWS_PROFILE: "staging", PATH: "/bin" },
    [],
  ],
  [
    "takes the profile that is named instead of the one in the environment",
    "staging",
    { AWS_PROFILE: "production" },
    { AWS_PROFILE: "staging" },
    [],
  ],
  ["takes the profile of the environment", undefined, { AWS_PROFILE: "staging" }, { AWS_PROFILE: "staging" }, []],
  [
    "takes the profile of the older variable",
    undefined,
    { AWS_DEFAULT_PROFILE: "staging" },
    { AWS_DEFAULT_PROFILE: "staging", AWS_PROFILE: "staging" },
    [],
  ],
  [
    "takes keys before a profile, as Terraform does, and says so",
    undefined,
    { ...KEYS, AWS_PROFILE: "staging" },
    KEYS,
    [`AWS_ACCESS_KEY_ID ${NOTE}`],
  ],
  [
    "takes a web identity before a profile, as Terraform does, and says so",
    undefined,
    { AWS_WEB_IDENTITY_TOKEN_FILE: "file", AWS_PROFILE: "staging" },
    { AWS_WEB_IDENTITY_TOKEN_FILE: "file" },
    [`AWS_WEB_IDENTITY_TOKEN_FILE ${NOTE}`],
  ],
  ["changes nothing without a profile", undefined, KEYS, KEYS, []],
] as const)("%s", (_, profile, given, expected, printed) => {
  const env = { ...given };
  selectCredentials(profile, env);
  expect([env, notes]).toEqual([expected, printed]);
});

it("has the option in every command but those that never call AWS", () => {
  const without = program()
    .commands.filter(({ options }) => !options.some(({ long }) => long === "--profile"))
    .map((command) => command.name());
  expect(without).toEqual(["build", "synth", "event", "migrate", "demo", "completion", "complete"]);
});
