/**
 * Starts AWS's own client for Node.js (aws-lambda-ric), whose main module is the argument: version 4 begins when it is
 * loaded, version 3 when its function is called, as Lambda's nodejs22.x runtime does.
 */
import { pathToFileURL } from "node:url";

const [, , main] = process.argv;
const { run } = await import(pathToFileURL(main).href);
await run?.(process.env.LAMBDA_TASK_ROOT, process.env._HANDLER);
