import * as http from "node:http";
import * as https from "node:https";
import { Agent, type AgentConnectOpts } from "agent-base";
import { HttpProxyAgent } from "http-proxy-agent";
import { HttpsProxyAgent } from "https-proxy-agent";
import { getProxyForUrl } from "proxy-from-env";

const LOOPBACK = /^(localhost|.*\.localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/i;

/** Uses the proxy that the environment names for the host of each request, as Terraform does. */
class EnvironmentProxyAgent extends Agent {
  readonly #agents = new Map<string, http.Agent>();

  /** @param signal ends connections, also those that a proxy has not answered */
  constructor(readonly signal?: AbortSignal) {
    super();
  }

  override connect(_: http.ClientRequest, options: AgentConnectOpts): http.Agent {
    const scheme = options.secureEndpoint ? "https" : "http";
    const { host = "localhost", port = "" } = options as { readonly host?: string; readonly port?: number | string };
    // Terraform asks no proxy for this machine, where an emulator is.
    const proxy = LOOPBACK.test(host)
      ? ""
      : getProxyForUrl(`${scheme}://${host.includes(":") ? `[${host}]` : host}:${port}`);
    const key = `${scheme} ${proxy}`;
    const agent = this.#agents.get(key) ?? agentFor(scheme, proxy, this.signal);
    this.#agents.set(key, agent);
    return agent;
  }

  override destroy(): void {
    for (const agent of this.#agents.values()) {
      agent.destroy();
    }
    super.destroy();
  }
}

function agentFor(scheme: "http" | "https", proxy: string, signal: AbortSignal | undefined): http.Agent {
  if (proxy === "") {
    return scheme === "https" ? new https.Agent({ keepAlive: true }) : new http.Agent({ keepAlive: true });
  }
  return scheme === "https"
    ? new HttpsProxyAgent(proxy, { keepAlive: true, signal })
    : new HttpProxyAgent(proxy, { keepAlive: true, signal });
}

/** Whether the environment names a proxy. */
export function hasProxy(): boolean {
  return ["http_proxy", "https_proxy", "all_proxy"].some(
    (name) => process.env[name] || process.env[name.toUpperCase()],
  );
}

/**
 * Returns the agents of an AWS client. They honor HTTPS_PROXY, HTTP_PROXY, and NO_PROXY, which the SDK ignores; its
 * credential providers take them from the client.
 */
export function proxyAgents(): { readonly httpAgent: http.Agent; readonly httpsAgent: https.Agent } {
  const agent = new EnvironmentProxyAgent();
  return { httpAgent: agent, httpsAgent: agent };
}

/** How a URL is fetched. */
interface FetchOptions {
  readonly signal?: AbortSignal;
  /** Called with each part that arrives, where the server says how many bytes there are. */
  readonly onData?: (received: number, total: number) => void;
}

/** A server that has sent nothing for so long sends nothing more. */
const SILENCE_MS = 60_000;

/** Fetches a URL through the proxy that the environment names, which `fetch` of Node.js ignores. */
export async function fetchThroughProxy(
  url: string,
  { signal, onData }: FetchOptions = {},
): Promise<{ readonly status: number; readonly body: Uint8Array }> {
  if (!/^https?:/.test(url)) {
    // An emulator may answer with the data itself.
    const response = await fetch(url, { signal });
    return { status: response.status, body: new Uint8Array(await response.arrayBuffer()) };
  }
  const silence = new AbortController();
  const timer = setTimeout(
    () => silence.abort(new Error(`nothing arrived for ${SILENCE_MS / 1000} seconds`)),
    SILENCE_MS,
  );
  const end = AbortSignal.any([silence.signal, ...(signal ? [signal] : [])]);
  const agent = new EnvironmentProxyAgent(end);
  try {
    return await new Promise((resolve, reject) => {
      const request = (url.startsWith("https:") ? https : http).get(url, { agent, signal: end }, (response) => {
        const chunks: Buffer[] = [];
        const total = Number(response.headers["content-length"]);
        let received = 0;
        response
          .on("data", (chunk: Buffer) => {
            timer.refresh();
            chunks.push(chunk);
            received += chunk.length;
            if (total > 0) {
              onData?.(received, total);
            }
          })
          .on("end", () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks) }))
          .on("error", reject);
      });
      request.on("error", reject);
    });
  } catch (error) {
    throw end.aborted ? end.reason : error;
  } finally {
    clearTimeout(timer);
    agent.destroy();
  }
}
