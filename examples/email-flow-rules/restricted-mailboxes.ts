import { DescribeEntityCommand, paginateListGroupMembers, WorkMailClient } from "@aws-sdk/client-workmail";
import { answers, createSynchronousHandler } from "terraform-aws-workmail-lambda/function/synchronous";

const client = new WorkMailClient();
const { WORKMAIL_ORGANIZATION_IDS: OrganizationId, RESTRICTED_GROUP_ID: GroupId } = process.env;

/** Bounces email from outside for the members of a group. The other recipients get it. */
export const handler = createSynchronousHandler(async (email, { signal }) => {
  if (!email.isFromOutside) {
    return answers.letThrough();
  }
  const members = new Set<string | undefined>();
  for await (const { Members = [] } of paginateListGroupMembers({ client }, { OrganizationId, GroupId })) {
    Members.forEach(({ Id }) => members.add(Id));
  }
  const restricted: string[] = [];
  for (const Email of email.recipients) {
    const entity = await client.send(new DescribeEntityCommand({ OrganizationId, Email }), { abortSignal: signal });
    restricted.push(...(entity.EntityId && members.has(entity.EntityId) ? [Email] : []));
  }
  return answers.bounce(restricted, "This mailbox accepts internal email only.").otherwise("DEFAULT");
});
