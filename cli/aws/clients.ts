import { askAws } from "./ask-aws";
import { hasProxy, proxyAgents } from "./proxy";

interface ClientConfig {
  readonly region: string;
  readonly maxAttempts?: number;
  readonly useQueueUrlAsEndpoint?: boolean;
  readonly defaultsMode?: "legacy";
  readonly requestHandler?: ReturnType<typeof proxyAgents>;
}

interface Client {
  destroy(): void;
}

type ClientType<Of extends Client> = new (config: ClientConfig) => Of;

/**
 * The SDK's clients for one Region. Each is created when it is first needed; the
 * SDK takes credentials, profile, and endpoint from the environment.
 */
export class AwsClients {
  readonly #clients = new Map<ClientType<Client>, Client>();

  constructor(
    readonly region: string,
    private readonly options: Pick<ClientConfig, "maxAttempts"> = {},
  ) {}

  /** Returns the only client of its type. */
  get<Of extends Client>(type: ClientType<Of>): Of {
    const client =
      this.#clients.get(type) ??
      // SQS: the endpoint is where the environment says, and not where the queue's URL leads.
      new type({
        region: this.region,
        useQueueUrlAsEndpoint: false,
        // A mode in a profile that does not exist would end the process in a promise that nobody can catch.
        defaultsMode: "legacy",
        ...(hasProxy() && { requestHandler: proxyAgents() }),
        ...this.options,
      });
    this.#clients.set(type, client);
    return client as Of;
  }

  /**
   * Asks AWS.
   *
   * @param action as IAM calls it, such as lambda:GetFunction
   * @throws AwsRefusal for what a person can fix; anything else as it came
   */
  ask<Of extends Client, Answer>(
    action: string,
    type: ClientType<Of>,
    ask: (client: Of) => Promise<Answer>,
  ): Promise<Answer> {
    return askAws(action, this.region, () => ask(this.get(type)));
  }

  /** Closes the connections of all clients. */
  destroy(): void {
    for (const client of this.#clients.values()) {
      client.destroy();
    }
    this.#clients.clear();
  }
}

/** Runs work with clients for a Region, and closes them whatever comes of it. */
export async function withAws<Result>(
  region: string,
  work: (aws: AwsClients) => Promise<Result>,
  options?: Pick<ClientConfig, "maxAttempts">,
): Promise<Result> {
  const aws = new AwsClients(region, options);
  try {
    return await work(aws);
  } finally {
    aws.destroy();
  }
}
