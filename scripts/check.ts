import { spawn } from "node:child_process";
import { once } from "node:events";
import { fail, UserError } from "../modules/user-error";

/** Runs npm scripts at the same time, prints what each printed once it ends, and fails when one does. */
async function main(names: readonly string[]): Promise<void> {
  const failed: string[] = [];
  await Promise.all(
    names.map(async (name) => {
      const startedAt = Date.now();
      const child = spawn("npm", ["run", "--silent", name], { stdio: ["ignore", "pipe", "pipe"] });
      const chunks: Buffer[] = [];
      child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
      child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
      const [code] = (await once(child, "close")) as [number | null];
      const outcome = code === 0 ? "passed" : "FAILED";
      if (code !== 0) {
        failed.push(name);
      }
      process.stdout.write(Buffer.concat(chunks));
      console.log(`npm run ${name}: ${outcome} in ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
    }),
  );
  if (failed.length > 0) {
    throw new UserError(`Failed: ${failed.map((name) => `npm run ${name}`).join(", ")}`);
  }
}

main(process.argv.slice(2)).catch(fail);
