import { startLocalLambda } from "../../cli/local-lambda/local-lambda";
import outbound from "../../function/events/outbound-2018.json";
import { createFunctionPackage } from "../../modules/package/function-package";
import { folderWith } from "../support/folder";

describe("examples/own-handler", () => {
  it("is bundled, and counts the recipients outside the sender's domain", async () => {
    const { path: zip } = await createFunctionPackage({ entry: "examples/own-handler/my-handler.ts" }, folderWith({}));
    const lambda = startLocalLambda({ zip, logFormat: "JSON" });
    try {
      const event = {
        ...outbound,
        envelope: {
          ...outbound.envelope,
          recipients: [{ address: "inside@domain.test" }, { address: "outside@example.com" }],
        },
      };
      const { payload, error } = await lambda.invoke(event);
      expect([payload, error]).toEqual([{ external: 1 }, undefined]);
    } finally {
      await lambda.stop();
    }
  });
});
