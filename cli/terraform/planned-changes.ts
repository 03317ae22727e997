/** The changes of a plan, without values: some are secret. */
export interface PlannedChanges {
  readonly add: number;
  readonly change: number;
  readonly destroy: number;
  readonly resources: readonly ResourceChange[];
  /** The names of the outputs that change. */
  readonly outputs: readonly string[];
}

interface ResourceChange {
  readonly address: string;
  /** In Terraform's words; a replacement has two. */
  readonly actions: readonly string[];
}

/** @see https://developer.hashicorp.com/terraform/internals/json-format#plan-representation */
interface PlanJson {
  readonly resource_changes?: readonly {
    readonly address: string;
    readonly mode: string;
    readonly change: { readonly actions: readonly string[] };
  }[];
  readonly output_changes?: Readonly<Record<string, { readonly actions: readonly string[] }>>;
}

/**
 * Returns the changes of a plan.
 *
 * @param plan as Terraform shows it in JSON
 */
export function plannedChanges(plan: unknown): PlannedChanges {
  const { resource_changes = [], output_changes = {} } = plan as PlanJson;
  const resources = resource_changes
    .map(({ address, mode, change: { actions } }) => ({ address, mode, actions }))
    .filter(({ mode, actions }) => mode === "managed" && changes(actions))
    .map(({ address, actions }) => ({ address, actions }));
  const count = (action: string) => resources.filter(({ actions }) => actions.includes(action)).length;
  return {
    add: count("create"),
    change: count("update"),
    destroy: count("delete"),
    resources,
    outputs: Object.keys(output_changes).filter((name) => changes(output_changes[name]!.actions)),
  };
}

function changes(actions: readonly string[]): boolean {
  return actions.some((action) => !["no-op", "read"].includes(action));
}
