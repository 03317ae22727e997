import { setTimeout as sleep } from "node:timers/promises";
import { startAwsProxy } from "../support/aws-proxy";
import type { Random } from "./random";
import { type Kill, SIGNALS } from "./scenario";
import type { CommandEnd, CommandOptions, World } from "./world";

/** When a command is ended. */
export interface KillOptions extends CommandOptions {
  /** How many calls that change something in AWS the command makes. @default 0 */
  readonly writes?: number;
  readonly random: Random;
}

/** A command that was ended, and then run again. */
export interface KilledAndRepeated {
  /** None when the command was faster. */
  readonly kills: readonly Kill[];
  /** The second run. */
  readonly again: CommandEnd;
}

/**
 * Runs a command and ends it, half of the times at a random moment, half of the times at a random call that changes
 * something in AWS. Then it runs the same command again, undisturbed.
 */
export async function killAndRepeat(
  world: World,
  args: readonly string[],
  { writes = 0, random, ...options }: KillOptions,
): Promise<KilledAndRepeated> {
  const signal = random.pick(SIGNALS);
  const atCall = writes > 0 && random.number() < 0.5 ? random.whole(1, writes) : undefined;
  const afterMs = random.number() * world.durationOf(args[0]!);
  const kills: Kill[] = [];
  let calls = 0;
  const kill = (moment: string) => {
    if (kills.length === 0 && child.exitCode === null && child.kill(signal)) {
      kills.push({ signal, moment });
    }
  };
  const proxy = await startAwsProxy(world.endpoint, {
    onCall: ({ url, body, target }) => {
      if (isWrite(url, body, target) && ++calls === atCall) {
        kill(`at write ${calls}`);
      }
    },
  });
  const { child, ended } = world.launch(args, { ...options, env: { ...options.env, AWS_ENDPOINT_URL: urlOf(proxy) } });
  const timer = new AbortController();
  if (atCall === undefined) {
    sleep(afterMs, undefined, { signal: timer.signal }).then(
      () => kill(`after ${(afterMs / 1000).toFixed(1)} s`),
      () => undefined,
    );
  }
  await ended;
  timer.abort();
  const again = await world.run(args, options);
  // Not before: what a killed command has started may still be ending.
  await proxy.stop();
  return { kills, again };
}

function urlOf({ endpoint }: { readonly endpoint: URL }): string {
  return endpoint.href.replace(/\/$/, "");
}

function isWrite(url: string, body: string, target: string): boolean {
  if (target !== "") {
    return !/\.(Describe|List|Get)/.test(target);
  }
  const [, action] = /(?:^|&)Action=(\w+)/.exec(body) ?? [];
  return action === undefined ? !url.startsWith("GET ") : !/^(Get|List)/.test(action);
}
