import { fail } from "../modules/user-error";
import { generate } from "./generate/generate";

/** Writes every generated file of the project, or with --api the API reference only; --check writes nothing. */
async function main() {
  const [isApiOnly, isCheck] = ["--api", "--check"].map((it) => process.argv.includes(it));
  console.log(await generate({ isApiOnly, isCheck }));
}

main().catch(fail);
