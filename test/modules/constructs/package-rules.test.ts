import { only, synthesizeWithVariables } from "../../support/stack";

/** Synthesizes a function whose zip these props name. */
function withPackage(props: object) {
  return synthesizeWithVariables(() => ({ filename: undefined, sourceCodeHash: undefined, ...props }));
}

const TOGETHER = "needs 's3Bucket' and 's3Key' together, and 's3ObjectVersion' only with them";
const ONE_OF_THEM = "needs 'filename', or 's3Bucket' and 's3Key', and not both";
const object = { s3Bucket: "packages", s3Key: "mail/1.zip" };

describe("a zip", () => {
  it.each([
    ["a file", { filename: "mail.zip", sourceCodeHash: "c2hhMjU2" }],
    ["an object", object],
    ["a version of an object", { ...object, s3ObjectVersion: "a1" }],
  ])("may be %s", (_, props) => {
    const { filename, source_code_hash, s3_bucket, s3_key, s3_object_version } = only(
      withPackage(props),
      "aws_lambda_function",
    );
    const found = {
      filename,
      sourceCodeHash: source_code_hash,
      s3Bucket: s3_bucket,
      s3Key: s3_key,
      s3ObjectVersion: s3_object_version,
    };
    expect(found).toEqual({
      filename: undefined,
      sourceCodeHash: undefined,
      s3Bucket: undefined,
      s3Key: undefined,
      s3ObjectVersion: undefined,
      ...props,
    });
  });

  it.each([
    ["a bucket without a key", { s3Bucket: "packages" }, [TOGETHER]],
    ["a key without a bucket", { s3Key: "mail/1.zip" }, [TOGETHER, ONE_OF_THEM]],
    ["a version without an object", { filename: "mail.zip", s3ObjectVersion: "a1" }, [TOGETHER]],
    ["a file and an object", { ...object, filename: "mail.zip" }, [ONE_OF_THEM]],
    ["a file and a key", { filename: "mail.zip", s3Key: "mail/1.zip" }, [TOGETHER]],
    ["neither a file nor an object", {}, [ONE_OF_THEM]],
  ])("is not %s", (_, props, errors) => {
    expect(() => withPackage(props)).toThrow(`variables/Default: ${errors.join("\n  ")}`);
  });

  it("is left to the plan if only Terraform knows it", () => {
    const stack = synthesizeWithVariables((variable) => ({
      filename: variable("file").stringValue,
      s3Bucket: variable("bucket").stringValue,
      s3Key: variable("key").stringValue,
      s3ObjectVersion: variable("version").stringValue,
    }));
    const isSet = (name: string) => `try(nonsensitive(var.${name} != null), var.${name} != null)`;
    expect(only(stack, "aws_lambda_function").lifecycle).toEqual({
      precondition: [
        {
          condition: `\${((${isSet("bucket")} ? true : !${isSet("version")}) ? (${isSet("bucket")} == ${isSet("key")}) : false)}`,
          error_message: "Needs s3_bucket and s3_key together, and s3_object_version only with them.",
        },
        {
          condition: `\${!(${isSet("bucket")} == ${isSet("file")})}`,
          error_message: "s3_bucket and s3_key take the place of package_path: set one or the other.",
        },
      ],
    });
  });
});
