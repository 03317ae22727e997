import { Testing } from "cdktf";
import { TerraformModule } from "../../../modules/terraform-module/terraform-module";
import { ORGANIZATIONS, synthesize } from "../../support/stack";

/** Attributes that warn at every plan, by the release of the AWS provider that deprecated them. */
const DEPRECATED = [
  { since: "6.0", pattern: /aws_region\.[a-z_]+\.name\b/ },
  { since: "6.47", pattern: /aws_region\.[a-z_]+\.id\b/ },
  { since: "6.0 and 6.47", pattern: /self\.(id|name)\b/ },
  { since: "5.68", pattern: /"(managed_policy_arns|inline_policy)":/ },
  { since: "6.0", pattern: /"(replacement_security_group_ids|replace_security_groups_on_destroy)":/ },
];

describe("attributes that the AWS provider deprecated", () => {
  const stack = JSON.stringify(
    synthesize({
      alarmEmail: "ops@example.com",
      dashboard: true,
      deduplication: true,
      liveAlias: true,
      regions: { "us-west-2": { organizationIds: [ORGANIZATIONS.one] } },
    }),
  );
  const module = Testing.synth(new TerraformModule(Testing.app(), "module"));

  it.each(DEPRECATED)("are not used: those since $since", ({ pattern }) => {
    expect(stack).not.toMatch(pattern);
    expect(module).not.toMatch(pattern);
  });

  it("are found where they are used", () => {
    expect("${data.aws_region.region.id}").toMatch(DEPRECATED[1]!.pattern);
    expect("${self.id}").toMatch(DEPRECATED[2]!.pattern);
  });
});
