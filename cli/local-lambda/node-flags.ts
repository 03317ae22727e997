/**
 * The flags that Lambda starts Node with.
 *
 * @param memorySizeMb the function's memory: a twentieth of it goes to each half
 * of the young generation, nine tenths go to the old one
 * @param nodeOptions the function's NODE_OPTIONS
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html
 */
export function nodeFlags(runtime: string, memorySizeMb: number, nodeOptions = ""): string[] {
  const young = Math.floor(memorySizeMb / 10);
  return [
    "--expose-gc",
    "--max-http-header-size=81920",
    `--max-semi-space-size=${Math.floor(young / 2)}`,
    `--max-old-space-size=${memorySizeMb - young}`,
    ...(runtime === "nodejs22.x"
      ? ["require-module", "detect-module"]
          // A function gets these experiments back by asking for them.
          .filter((name) => !nodeOptions.includes(`--experimental-${name}`))
          .map((name) => `--no-experimental-${name}`)
      : []),
  ];
}
