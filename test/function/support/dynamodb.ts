import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

type Item = Record<string, { S?: string; N?: string }>;

/** As much of DynamoDB's API as a table of remembered events needs, on this machine. */
export class DynamoDb {
  readonly items = new Map<string, Item>();
  /** Operations that are refused, as with too many requests. */
  refused: string[] = [];
  #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      void text(request).then((body) => {
        const operation = String(request.headers["x-amz-target"]).split(".")[1]!;
        const answer = this.#answer(operation, JSON.parse(body) as Record<string, unknown>);
        response
          .writeHead("__type" in answer ? 400 : 200, { "content-type": "application/x-amz-json-1.0" })
          .end(JSON.stringify(answer));
      });
    });
  }

  static async start(): Promise<DynamoDb> {
    const table = new DynamoDb();
    await new Promise<void>((listening) => table.#server.listen(0, "127.0.0.1", listening));
    return table;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }

  #answer(operation: string, input: Record<string, unknown>): object {
    if (this.refused.includes(operation)) {
      return { __type: "com.amazonaws.dynamodb.v20120810#ValidationException", message: "refused" };
    }
    const id = ((input.Key ?? input.Item) as Item).id!.S!;
    const known = this.items.get(id);
    switch (operation) {
      case "PutItem":
        if (known && !hasExpired(known)) {
          return { __type: "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException", Item: known };
        }
        this.items.set(id, input.Item as Item);
        return {};
      case "UpdateItem": {
        const item = { ...known, id: { S: id } } as Item;
        const names = input.ExpressionAttributeNames as Record<string, string>;
        const values = input.ExpressionAttributeValues as Item;
        for (const [, name, value] of String(input.UpdateExpression).matchAll(/(#\w+) = (:\w+)/g)) {
          item[names[name!]!] = values[value!]!;
        }
        this.items.set(id, item);
        return {};
      }
      case "DeleteItem":
        this.items.delete(id);
        return {};
      default:
        throw new Error(`no ${operation} here`);
    }
  }
}

function hasExpired({ status, in_progress_expiration: until, expiration }: Item): boolean {
  return status?.S === "INPROGRESS" ? Number(until?.N) < Date.now() : Number(expiration?.N) < Date.now() / 1000;
}
