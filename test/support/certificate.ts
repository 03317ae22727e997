import { generateKeyPairSync, sign } from "node:crypto";

/** A certificate that only a test trusts, in PEM. */
export interface TestCertificate {
  readonly key: string;
  readonly cert: string;
}

/** ecdsa-with-SHA256, commonName, subjectAltName, and basicConstraints, as RFC 5480 and RFC 5280 number them. */
const SIGNATURE = Buffer.from("06082a8648ce3d040302", "hex");
const NAME = Buffer.from("0603550403", "hex");
const ALTERNATIVE_NAMES = Buffer.from("0603551d11", "hex");
const CONSTRAINTS = Buffer.from("0603551d13", "hex");

/** Creates a certificate for these hosts, which signs itself: Node.js cannot, and OpenSSL is not everywhere. */
export function testCertificate(...hosts: readonly string[]): TestCertificate {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const name = der(0x30, der(0x31, der(0x30, NAME, der(0x0c, Buffer.from("test")))));
  const names = der(0x30, ...hosts.map((host) => der(0x82, Buffer.from(host))));
  const extensions = [
    der(0x30, ALTERNATIVE_NAMES, der(0x04, names)),
    der(0x30, CONSTRAINTS, der(0x04, der(0x30, der(0x01, Buffer.of(0xff))))),
  ];
  const content = der(
    0x30,
    der(0xa0, der(0x02, Buffer.of(2))),
    der(0x02, Buffer.of(1)),
    der(0x30, SIGNATURE),
    name,
    der(0x30, utcTime(-86_400_000), utcTime(86_400_000)),
    name,
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, der(0x30, ...extensions)),
  );
  const signature = sign("sha256", content, privateKey);
  const certificate = der(0x30, content, der(0x30, SIGNATURE), der(0x03, Buffer.of(0), signature));
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${certificate.toString("base64").replace(/.{64}/g, "$&\n")}\n-----END CERTIFICATE-----\n`,
  };
}

/** Returns a value in DER: its tag, its length, and its content. */
function der(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  const long = length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...(length < 128 ? [length] : long)]), content]);
}

function utcTime(fromNow: number): Buffer {
  const time = new Date(Date.now() + fromNow).toISOString().replace(/\D/g, "").slice(2, 14);
  return der(0x17, Buffer.from(`${time}Z`));
}
