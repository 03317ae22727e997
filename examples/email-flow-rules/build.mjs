import { readdir } from "node:fs/promises";
import { createFunctionPackage } from "terraform-aws-workmail-lambda/function-package";

const folder = import.meta.dirname;
const handlers = (await readdir(folder)).filter((file) => file.endsWith(".ts"));
for (const file of handlers) {
  await createFunctionPackage({ entry: `${folder}/${file}` }, `${folder}/dist/${file.slice(0, -".ts".length)}`);
}
