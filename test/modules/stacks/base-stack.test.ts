import { readFileSync } from "node:fs";
import * as path from "node:path";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { App, Aspects, LocalBackend, Testing } from "cdktf";
import { ReadableStack } from "../../../modules/stacks/base-stack";
import { folderWith } from "../../support/folder";

interface Synthesized {
  readonly data?: { readonly terraform_remote_state?: object };
  readonly output?: Readonly<Record<string, { readonly value: string }>>;
  readonly resource: { readonly aws_sns_topic: Readonly<Record<string, { readonly name: string }>> };
}

function newStack(app: App, id: string): ReadableStack {
  const stack = new ReadableStack(app, id);
  new AwsProvider(stack, "aws", { region: "us-east-1" });
  new LocalBackend(stack, { path: "state" });
  return stack;
}

/** Synthesizes an app, and returns a function that reads one of its stacks. */
function synthesize(app: App): (stack: string) => Synthesized {
  app.synth();
  return (stack) =>
    JSON.parse(readFileSync(path.join(app.outdir, "stacks", stack, "cdk.tf.json"), "utf8")) as Synthesized;
}

describe("ReadableStack", () => {
  it("resolves a reference to another stack, also to one that is prepared before", () => {
    const app = new App({ outdir: folderWith({}) });
    const [first, second] = [newStack(app, "first"), newStack(app, "second")];
    const topic = new SnsTopic(first, "topic", { name: "mail" });
    new SnsTopic(second, "copy", { name: `${topic.name}-copy` });
    const read = synthesize(app);
    const [[name, output] = []] = Object.entries(read("first").output ?? {});
    expect(output?.value).toBe("${aws_sns_topic.topic.name}");
    expect(Object.keys(read("second").data?.terraform_remote_state ?? {})).toHaveLength(1);
    expect(read("second").resource.aws_sns_topic.copy?.name).toBe(
      `\${data.terraform_remote_state.cross-stack-reference-input-first.outputs.${name}}-copy`,
    );
  });

  it("writes what an aspect changes after the stack was prepared", () => {
    const app = new App({ outdir: folderWith({}) });
    const stack = newStack(app, "stack");
    new SnsTopic(stack, "topic", { name: "mail" });
    Aspects.of(stack).add({
      visit: (node) => {
        if (node instanceof SnsTopic) {
          node.name = "changed";
        }
      },
    });
    expect(synthesize(app)("stack").resource.aws_sns_topic.topic?.name).toBe("changed");
  });

  it("writes what has changed since it was synthesized", () => {
    const stack = newStack(new App({ outdir: folderWith({}) }), "stack");
    const topic = new SnsTopic(stack, "topic", { name: "mail" });
    const name = () => (JSON.parse(Testing.synth(stack)) as Synthesized).resource.aws_sns_topic.topic?.name;
    expect(name()).toBe("mail");
    topic.name = "changed";
    expect(name()).toBe("changed");
  });
});
