import { setTimeout as sleep } from "node:timers/promises";
import { startAwsProxy } from "../support/aws-proxy";
import type { Random } from "./random";
import { type Kill, SIGNALS } from "./scenario";
import type { CommandEnd, CommandOptions, World } from "./world";

/** When a command is ended. */
export interface KillOptions extends CommandOptions {
  /** At which call that changes something in AWS it is ended. @default - at a random moment */
  readonly atWrite?: number;
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
 * Runs a command and ends it, at a random moment or when AWS has done what a call asks for and has not answered. Then
 * it runs the same command again, undisturbed.
 */
export async function killAndRepeat(
  world: World,
  args: readonly string[],
  { atWrite, random, ...options }: KillOptions,
): Promise<KilledAndRepeated> {
  const signal = random.pick(SIGNALS);
  const afterMs = random.number() * world.durationOf(args[0]!);
  const kills: Kill[] = [];
  let calls = 0;
  const kill = (moment: string) => {
    if (kills.length === 0 && child.exitCode === null && child.kill(signal)) {
      kills.push({ signal, moment });
    }
  };
  const proxy = await startAwsProxy(world.endpoint, {
    onAnswer: async ({ url, body, target }) => {
      if (isWrite(url, body, target) && ++calls === atWrite) {
        const [, action = target] = /(?:^|&)Action=(\w+)/.exec(body) ?? [];
        kill(`at ${action || url}`);
        // As long as AWS may take: the client learns late what was done.
        await sleep(1_000);
      }
    },
  });
  const { child, ended } = world.launch(args, { ...options, env: { ...options.env, AWS_ENDPOINT_URL: urlOf(proxy) } });
  const timer = new AbortController();
  if (atWrite === undefined) {
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
