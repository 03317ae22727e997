import type { Configuration } from "./stack";

/** A resource, as it was synthesized or as Terraform's state has it. */
export interface Resource {
  readonly type: string;
  readonly name: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Statements of a policy that say the same in one form. */
export interface PolicyStatement {
  readonly sid: string;
  readonly effect: string;
  readonly principals: readonly string[];
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly condition: unknown;
}

export function resourcesOf({ resource }: Configuration): Resource[] {
  return Object.entries(resource).flatMap(([type, named]) =>
    Object.entries(named).map(([name, values]) => ({ type, name, values })),
  );
}

export function ofType(resources: readonly Resource[], type: string) {
  return resources.filter((resource) => resource.type === type);
}

/** A nested block, which Terraform's state has in a list. */
export function blockOf({ values }: Resource, name: string) {
  const [block] = [values[name]].flat() as (Record<string, unknown> | undefined)[];
  return block;
}

/** The statements of a resource's policy. */
export function statementsOf(resource: Resource, attribute = "policy"): PolicyStatement[] {
  const json = resource.values[attribute];
  if (typeof json !== "string") {
    throw new Error(`${resource.type}.${resource.name} has no ${attribute}`);
  }
  const { Statement } = JSON.parse(json) as {
    Statement: Record<string, unknown>[];
  };
  return Statement.map((statement) => ({
    sid: String(statement.Sid),
    effect: String(statement.Effect),
    principals:
      typeof statement.Principal === "object" && statement.Principal !== null
        ? textsOf(Object.values(statement.Principal).flat())
        : textsOf(statement.Principal),
    actions: textsOf(statement.Action),
    resources: textsOf(statement.Resource),
    condition: statement.Condition,
  }));
}

function textsOf(value: unknown): string[] {
  return value === undefined ? [] : ([value].flat() as string[]);
}
