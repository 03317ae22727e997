import { TerraformFailed } from "../../../cli/terraform/run";
import { StacksFailed } from "../../../cli/terraform/stacks";
import { lockHints } from "../../../cli/terraform/state-locked";

const LOCKED = `
Error: Error acquiring the state lock

Error message: operation error S3: PutObject, https response error StatusCode: 412, api error PreconditionFailed
Lock Info:
  ID:        0c8b7c9f-2d5e-4f0b-9a6e-6f1f3a1d2b4c
  Path:      states/workmail/mail/eu-west-1.tfstate
  Operation: OperationTypeApply
  Who:       ci@runner
`;

it("says to wait, and prints how to release a lock that stayed", () => {
  expect(lockHints("workmail-eu-west-1", LOCKED)).toEqual([
    "Another run, perhaps on another machine, is changing this state. Wait until it has ended, then run the same command again",
    "If that run was killed and its lock stayed:",
    "  terraform -chdir=cdktf.out/stacks/workmail-eu-west-1 force-unlock 0c8b7c9f-2d5e-4f0b-9a6e-6f1f3a1d2b4c",
  ]);
});

it("prints nothing for another error", () => {
  expect(lockHints("workmail-eu-west-1", "Error: Error loading state")).toEqual([]);
});

it.each(["planned", "deployed", "destroyed"] as const)("is part of the message when stacks could not be %s", (aim) => {
  const error = new TerraformFailed("plan", "folder", 1, LOCKED);
  const { message } = new StacksFailed(aim, [{ name: "workmail", state: "failed", error }]);
  expect(message).toContain("terraform -chdir=cdktf.out/stacks/workmail force-unlock 0c8b7c9f-");
});
