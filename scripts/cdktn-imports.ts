/** CDK Terrain's names for the packages of CDKTF. */
const PACKAGES: Readonly<Record<string, string>> = {
  cdktf: "cdktn",
  "@cdktf/provider-aws": "@cdktn/provider-aws",
};

const IMPORT =
  /(\b(?:from|import|require|require\.resolve|jest\.mock)\s*\(?\s*)(["'])(cdktf|@cdktf\/provider-aws)((?:\/[^"']*)?)\2/g;

/** Source text that imports CDK Terrain where it imported CDKTF. Nothing else in it changes. */
export function withCdktn(source: string): string {
  return source.replace(
    IMPORT,
    (_, before: string, quote: string, name: string, file: string) =>
      `${before}${quote}${PACKAGES[name]}${file}${quote}`,
  );
}
