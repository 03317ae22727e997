import type { PropRule } from "../tokens/check-rules";
import { both, either, isSame, isSet, not } from "../tokens/condition";
import type { WorkMailLambdaProps } from "./workmail-lambda-props";

/** Returns the rules that the zip is a file or an object in S3, and not both. */
export function packageRules({
  filename,
  s3Bucket,
  s3Key,
  s3ObjectVersion,
}: Pick<WorkMailLambdaProps, "filename" | "s3Bucket" | "s3Key" | "s3ObjectVersion">): PropRule[] {
  const inBucket = isSet(s3Bucket);
  return [
    {
      holds: both(either(inBucket, not(isSet(s3ObjectVersion))), isSame(inBucket, isSet(s3Key))),
      error: "needs 's3Bucket' and 's3Key' together, and 's3ObjectVersion' only with them",
      errorAtPlan: "Needs s3_bucket and s3_key together, and s3_object_version only with them.",
    },
    {
      holds: not(isSame(inBucket, isSet(filename))),
      error: "needs 'filename', or 's3Bucket' and 's3Key', and not both",
      errorAtPlan: "s3_bucket and s3_key take the place of package_path: set one or the other.",
    },
  ];
}
