import { OWN_SIDS } from "../../../modules/settings/policy-statements";
import { roleSections } from "../../../scripts/generate/role-statements";

const { statements = "", policy = "" } = roleSections();

interface Policy {
  readonly Statement: readonly { readonly Sid: string }[];
}

describe("the page about existing roles", () => {
  it("has every statement that the constructs can give to a role, once", () => {
    const { Statement } = JSON.parse(policy.replace(/^```.*$/gm, "")) as Policy;
    expect(Statement.map(({ Sid }) => Sid).sort()).toEqual([...OWN_SIDS].sort());
  });

  it("says for each statement which inputs need it", () => {
    const rows = [...statements.matchAll(/^\| `(\w+)` \| (.+) \|$/gm)].map(([, sid, neededFor]) => [sid, neededFor]);
    expect(rows.map(([sid]) => sid).sort()).toEqual([...OWN_SIDS].sort());
    expect(Object.fromEntries(rows)).toMatchObject({
      WriteOwnLogStreams: "every function",
      EncryptFailures: "`kms_key_arn` and `failure_queue`",
      ReplaceMessageContent: '`message_content` `"REPLACE"`',
    });
  });

  it("shows no reference of Terraform", () => {
    expect(policy).not.toContain("${");
  });
});
