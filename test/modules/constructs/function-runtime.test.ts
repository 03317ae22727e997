import { only, ORGANIZATIONS, synthesize } from "../../support/stack";

const regions = { "eu-west-1": { organizationIds: [ORGANIZATIONS.one] } };

it("is chosen by Terraform from the release of the AWS provider, unless it is set", () => {
  const stacks = [synthesize({ regions }), synthesize({ regions, runtime: "nodejs24.x" })];
  const [chosen, set] = stacks.map((stack) => only(stack, "aws_lambda_function").runtime);
  expect(chosen).toMatch(/^\$\{.*\.terraform\.lock\.hcl.* \? "nodejs24\.x" : "nodejs22\.x"\)\}$/);
  expect(set).toBe("nodejs24.x");
});
