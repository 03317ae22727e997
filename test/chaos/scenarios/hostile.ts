import { mkdtempSync } from "node:fs";
import * as path from "node:path";
import fc from "fast-check";
import { startLocalLambda } from "../../../cli/local-lambda/local-lambda";
import { createFunctionPackage } from "../../../modules/package/function-package";
import { parseSettings, SettingsError } from "../../../modules/settings/settings";
import { acceptedEvent, SECRET } from "../../function/support/events";
import { settingsFile } from "../../support/hostile-settings";
import type { Random } from "../random";
import type { Findings, Scenario } from "../scenario";
import type { World } from "../world";

/** Inputs of one run. */
const BATCH = 200;

/** The function gets events that nobody would send. */
export const hostileEvents: Scenario = {
  name: "hostile-events",
  description: `runs the deployed package with ${BATCH} hostile events: each has one log line, without a word of the email`,
  runs: 20,
  shortRuns: 1,
  async run(world, _, random): Promise<Findings> {
    const lambda = startLocalLambda({ zip: await packageIn(world), logFormat: "JSON", timeoutSeconds: 10 });
    const findings = { lost: [] as string[], touched: [] as string[], failed: [] as string[] };
    try {
      for (const event of sampled(fc.oneof(acceptedEvent, fc.jsonValue({ maxDepth: 5 })), random)) {
        const { error, logs } = await lambda.invoke(event);
        const text = JSON.stringify(event);
        if (logs.filter((line) => line.includes('"_aws"')).length !== 1) {
          findings.lost.push(`the line of ${text}`);
        }
        if (logs.join("\n").toLowerCase().includes(SECRET)) {
          findings.touched.push(`what nobody may see of ${text}`);
        }
        if (error !== undefined && error.errorType !== "WorkMailEventError") {
          findings.failed.push(`${error.errorType} for ${text}`);
        }
      }
    } finally {
      await lambda.stop();
    }
    return { kills: [], tried: BATCH, ...findings };
  },
};

/** The reader of settings gets files that nobody would write. */
export const hostileSettings: Scenario = {
  name: "hostile-settings",
  description: `reads ${BATCH} hostile settings files: each is accepted, or refused with all its errors`,
  runs: 50,
  shortRuns: 2,
  run(_, __, random): Promise<Findings> {
    const failed = sampled(settingsFile, random).flatMap((text) => {
      try {
        parseSettings(text, "workmail.json");
        return [];
      } catch (error) {
        return error instanceof SettingsError && error.errors.length > 0 ? [] : [`${String(error)} for ${text}`];
      }
    });
    return Promise.resolve({ kills: [], tried: BATCH, failed });
  },
};

function sampled<Input>(inputs: fc.Arbitrary<Input>, random: Random): Input[] {
  return fc.sample(inputs, { numRuns: BATCH, seed: random.whole(0, 2 ** 31 - 1) });
}

async function packageIn(world: World): Promise<string> {
  const folder = mkdtempSync(path.join(path.dirname(world.folder), "package-"));
  const { path: zip } = await createFunctionPackage({}, folder);
  return zip;
}
