import type { DashboardFunction } from "./dashboard";
import type { FunctionProps } from "./function-props";

/** The props of {@link WorkMailLambda}: the settings of a function, its zip, and its Region. */
export interface WorkMailLambdaProps extends FunctionProps {
  /** Path of the zip, as Terraform reads it from the stack's folder. @default - the zip is in S3 (s3Bucket, s3Key) */
  readonly filename?: string;
  /** Base64 of the zip's SHA-256. @default - only another path, key, or version deploys another zip */
  readonly sourceCodeHash?: string;
  /**
   * Region of the function and the organizations. The plan fails for a
   * provider of another Region.
   * @default - the Region of the provider; the plan fails if WorkMail does not exist there, or, with `workMail: false`,
   * if SES does not receive email there
   */
  readonly region?: string;
  /** Functions that the dashboard shows. @default - only this function */
  readonly dashboardFunctions?: readonly DashboardFunction[];
}
