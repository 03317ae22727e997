import { createFunctionPackage } from "terraform-aws-workmail-lambda/function-package";

await createFunctionPackage({ entry: "handler.ts" }, "dist");
