import { managedIn, movesBetween, readiness, type State, withNamesOfTarget } from "../../../cli/leftovers/state-moves";

const AWS = 'provider["registry.terraform.io/hashicorp/aws"]';

function resource(type: string, name: string, ...ids: string[]) {
  return {
    mode: "managed",
    type,
    name,
    provider: AWS,
    instances: ids.map((id) => ({ index_key: id, attributes: { id } })),
  };
}
const regional: State = {
  resources: [
    { ...resource("aws_region", "region", "r"), mode: "data" },
    resource("aws_lambda_function", "function", "mail"),
    resource("aws_lambda_permission", "permission", "m-1", "m-2"),
  ],
};
const toSingle = [
  {
    region: "us-east-1",
    fromStack: "workmail-us-east-1",
    toStack: "workmail",
    from: "aws_lambda_function.function",
    to: "aws_lambda_function.us_east_1_function",
  },
  {
    region: "us-east-1",
    fromStack: "workmail-us-east-1",
    toStack: "workmail",
    from: "aws_lambda_permission.permission",
    to: "aws_lambda_permission.us_east_1_permission",
  },
];
const single: State = {
  resources: [
    resource("aws_lambda_function", "us_east_1_function", "mail"),
    resource("aws_lambda_permission", "us_east_1_permission", "m-1", "m-2"),
  ],
};

it("gives each resource its Region's name in the stack of all", () => {
  expect(
    movesBetween(
      { "workmail-us-east-1": regional, "workmail-eu-west-1": undefined },
      ["workmail"],
      ["us-east-1", "eu-west-1"],
    ),
  ).toEqual({ moves: toSingle, errors: [] });
});

it("deletes it in the Region's own stack", () => {
  expect(
    movesBetween({ workmail: single }, ["workmail-eu-west-1", "workmail-us-east-1"], ["eu-west-1", "us-east-1"]),
  ).toEqual({
    moves: toSingle.map(({ region, fromStack, toStack, from, to }) => ({
      region,
      fromStack: toStack,
      toStack: fromStack,
      from: to,
      to: from,
    })),
    errors: [],
  });
});

it("names everything that has no place to go to", () => {
  const state: State = {
    resources: [
      resource("aws_lambda_function", "us_west_2_function", "mail"),
      resource("aws_sns_topic", "mine", "topic"),
    ],
  };
  const { moves, errors } = movesBetween({ workmail: state }, ["workmail-us-east-1"], ["us-east-1"]);
  expect(moves).toEqual([]);
  expect(errors).toEqual([
    "workmail: aws_lambda_function.us_west_2_function belongs to no Region of the settings: put its Region back, or destroy it first",
    "workmail: aws_sns_topic.mine belongs to no Region of the settings: put its Region back, or destroy it first",
  ]);
});

it("leaves no Region behind that has a stack of its own and is gone from the settings", () => {
  const states = {
    "workmail-us-east-1": regional,
    "workmail-us-west-2": regional,
    "workmail-eu-west-1": { resources: [regional.resources![0]!] },
  };
  expect(movesBetween(states, ["workmail"], ["us-east-1"])).toEqual({
    moves: toSingle,
    errors: [
      "workmail-us-west-2: us-west-2 is not in the settings, and is still deployed: put the Region back, or destroy it first (npm run destroy -- --removed)",
    ],
  });
});

describe("a state to move a Region to", () => {
  const held = { "workmail-us-east-1": regional };
  const ready = (resources: State["resources"]) => readiness("us-east-1", toSingle, { resources }, held);
  const [lambda, permission] = single.resources!;
  const elsewhere = resource("aws_lambda_function", "eu_west_1_function", "mail");

  it("is empty, or has what an interrupted move has put there", () => {
    expect(readiness("us-east-1", toSingle, undefined, held)).toBe("empty");
    expect(ready([regional.resources![0]!])).toBe("empty");
    expect(ready(single.resources)).toBe("moved");
  });

  it("may have other Regions, with which an interrupted move is done", () => {
    expect(ready([elsewhere])).toBe("empty");
    expect(ready([elsewhere, lambda!, permission!])).toBe("moved");
  });

  it("is occupied by a part of it, by more, and by another's", () => {
    const other = resource("aws_lambda_function", "us_east_1_function", "other");
    for (const resources of [
      [lambda!],
      [lambda!, permission!, resource("aws_sns_topic", "mine", "topic")],
      [other, permission!],
      [elsewhere, other, permission!],
    ]) {
      expect(ready(resources)).toBe("occupied");
    }
  });
});

describe("what was moved", () => {
  const moved = (name: string, provider: string, ...dependencies: string[]): State => ({
    resources: [
      {
        mode: "managed",
        type: "aws_lambda_permission",
        name,
        provider,
        instances: [{ attributes: { id: "m-1" }, dependencies }],
      },
    ],
  });
  const back = toSingle.map((move) => ({
    ...move,
    fromStack: move.toStack,
    toStack: move.fromStack,
    from: move.to,
    to: move.from,
  }));

  it.each(["registry.terraform.io", "registry.opentofu.org"])(
    "has its Region's provider and names in the stack of all, and the only ones in its own, from %s",
    (registry) => {
      const provider = `provider["${registry}/hashicorp/aws"]`;
      const inSingle = moved(
        "us_east_1_permission",
        `${provider}.us_east_1`,
        "aws_lambda_function.us_east_1_function",
        "data.aws_region.region",
      );
      const inOwn = moved("permission", provider, "aws_lambda_function.function", "data.aws_region.region");
      expect(
        withNamesOfTarget(
          moved("us_east_1_permission", provider, "aws_lambda_function.function", "data.aws_region.region"),
          toSingle,
        ),
      ).toEqual(inSingle);
      expect(
        withNamesOfTarget(
          moved(
            "permission",
            `${provider}.us_east_1`,
            "aws_lambda_function.us_east_1_function",
            "data.aws_region.region",
          ),
          back,
        ),
      ).toEqual(inOwn);
      // An earlier run was interrupted after it.
      expect(withNamesOfTarget(inSingle, toSingle)).toEqual(inSingle);
    },
  );

  it("is all that changes: neither a data source, nor another Region, nor another's provider", () => {
    const state = {
      serial: 7,
      lineage: "mine",
      resources: [
        {
          ...resource("aws_lambda_function", "us_east_1_function", "mail"),
          mode: "data",
        },
        resource("aws_lambda_function", "eu_west_1_function", "mail"),
        {
          ...resource("aws_lambda_permission", "us_east_1_permission", "m-1"),
          provider: 'provider["registry.terraform.io/hashicorp/random"]',
        },
      ],
    };
    expect(withNamesOfTarget(state, toSingle)).toEqual(state);
  });
});

it("does not count data sources", () => {
  expect(Object.keys(managedIn(regional))).toEqual([
    "aws_lambda_function.function",
    "aws_lambda_permission.permission",
  ]);
});
