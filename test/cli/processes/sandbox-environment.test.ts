import * as os from "node:os";
import { emulatorEndpoint, sandboxEnvironment } from "../../../cli/processes/sandbox-environment";

const EMULATOR = "http://127.0.0.1:4566";

describe("emulatorEndpoint", () => {
  it.each([
    "http://127.0.0.1:5000",
    "http://localhost:4566/",
    "https://localhost.localstack.cloud:4566",
    "http://[::1]:4566",
    "http://notaws",
    "http://amazonaws.com.example.org",
    "http://myamazonaws.com",
  ])("takes %s", (endpoint) => {
    expect(emulatorEndpoint(endpoint)).toEqual(new URL(endpoint));
  });

  it.each([
    "https://sts.amazonaws.com",
    "https://lambda.us-east-1.amazonaws.com:443/",
    "HTTPS://LAMBDA.EU-WEST-1.AMAZONAWS.COM",
    "http://amazonaws.com",
    "https://sts.amazonaws.com./",
    "https://lambda.cn-north-1.amazonaws.com.cn",
    "https://lambda.us-east-1.api.aws",
    "https://abc.lambda-url.us-east-1.on.aws",
    "https://sts.eusc-de-east-1.amazonaws.eu",
    "https://lambda.us-iso-east-1.c2s.ic.gov",
  ])("refuses %s, which belongs to AWS", (endpoint) => {
    expect(() => emulatorEndpoint(endpoint)).toThrow(/ belongs to AWS\. /);
  });

  it.each([
    ["127.0.0.1:4566", "it is not a URL"],
    ["", "it is not a URL"],
    ["localhost:4566", "its scheme is localhost:"],
    ["ftp://127.0.0.1", "its scheme is ftp:"],
    ["http://127.0.0.1/?x=1", "it holds a query or a fragment"],
  ])("refuses %j: %s", (endpoint, error) => {
    expect(() => emulatorEndpoint(endpoint)).toThrow(
      `The endpoint ${JSON.stringify(endpoint)} cannot be used: ${error}. Allowed is the http or https address of an AWS emulator that is not AWS itself, for example http://127.0.0.1:4566.`,
    );
  });

  it("names all errors at once, without the credentials", () => {
    expect(() => emulatorEndpoint("ftp://me:secret@sts.amazonaws.com/#x")).toThrow(
      'The endpoint "ftp://***@sts.amazonaws.com/#x" cannot be used: its scheme is ftp:; it holds credentials; it holds a query or a fragment; sts.amazonaws.com belongs to AWS. Allowed is',
    );
  });
});

describe("sandboxEnvironment", () => {
  it("leads to the emulator, with keys that AWS does not know", () => {
    expect(sandboxEnvironment(`${EMULATOR}/`, {})).toEqual({
      AWS_ENDPOINT_URL: EMULATOR,
      AWS_ACCESS_KEY_ID: "emulator",
      AWS_SECRET_ACCESS_KEY: "emulator",
      AWS_REGION: "us-east-1",
      AWS_DEFAULT_REGION: "us-east-1",
      AWS_CONFIG_FILE: os.devNull,
      AWS_SHARED_CREDENTIALS_FILE: os.devNull,
      AWS_EC2_METADATA_DISABLED: "true",
      NO_PROXY: "127.0.0.1",
      no_proxy: "127.0.0.1",
    });
  });

  it.each([
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_SESSION_TOKEN",
    "AWS_ROLE_ARN",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN",
    "AWS_ENDPOINT_URL_STS",
    "AWS_ENDPOINT_URL_LAMBDA",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
    "AWS_CA_BUNDLE",
    "AWS_USE_FIPS_ENDPOINT",
    "AWS_STS_REGIONAL_ENDPOINTS",
    "AWS_SDK_LOAD_CONFIG",
    "TF_VAR_region",
    "TF_WORKSPACE",
    "TF_DATA_DIR",
    "TF_CLI_ARGS",
    "TF_CLI_ARGS_plan",
    "TF_CLI_ARGS_apply",
    "TF_CLOUD_ORGANIZATION",
  ])("takes out %s", (name) => {
    expect(sandboxEnvironment(EMULATOR, { [name]: "x" })).not.toHaveProperty(name);
  });

  it.each([
    "PATH",
    "HOME",
    "HTTPS_PROXY",
    "TF_CLI_CONFIG_FILE",
    "TF_PLUGIN_CACHE_DIR",
    "TF_REGISTRY_CLIENT_TIMEOUT",
    "TF_TOKEN_registry_example_com",
    "TF_LOG",
    "TF_LOG_PATH",
  ])("leaves %s", (name) => {
    expect(sandboxEnvironment(EMULATOR, { [name]: "x" })).toMatchObject({
      [name]: "x",
    });
  });

  it.each([
    "AWS_ENDPOINT_URL",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_REGION",
    "AWS_CONFIG_FILE",
    "AWS_EC2_METADATA_DISABLED",
  ])("sets %s whatever the caller has there", (name) => {
    const { [name]: value } = sandboxEnvironment(EMULATOR, {
      [name]: "of the caller",
    });

    expect(value).toBe(sandboxEnvironment(EMULATOR, {})[name]);
  });

  it("keeps only the plug-in folders of the arguments for init", () => {
    const { TF_CLI_ARGS_init } = sandboxEnvironment(EMULATOR, {
      TF_CLI_ARGS_init:
        '-upgrade -plugin-dir=/a -backend-config="access_key=x" -plugin-dir="/with space" -plugin-dir /b',
    });

    expect(TF_CLI_ARGS_init).toBe('-plugin-dir=/a -plugin-dir="/with space" -plugin-dir /b');
  });

  it("takes the arguments for init out when nothing of them stays", () => {
    expect(sandboxEnvironment(EMULATOR, { TF_CLI_ARGS_init: "-upgrade" })).not.toHaveProperty("TF_CLI_ARGS_init");
  });

  it("goes around a proxy for the emulator, as for what already goes around it", () => {
    expect(sandboxEnvironment("http://emulator:4566", { NO_PROXY: "intranet" })).toMatchObject({
      NO_PROXY: "intranet,emulator",
      no_proxy: "intranet,emulator",
    });
  });

  it("leaves the caller's environment as it is", () => {
    const base = { AWS_PROFILE: "production" };

    sandboxEnvironment(EMULATOR, base);

    expect(base).toEqual({ AWS_PROFILE: "production" });
  });

  it("refuses AWS", () => {
    expect(() => sandboxEnvironment("https://sts.us-east-1.amazonaws.com", {})).toThrow(
      "sts.us-east-1.amazonaws.com belongs to AWS",
    );
  });
});
