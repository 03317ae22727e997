/** Says what was given, cut to 80 characters. */
export function given(input: unknown): string {
  if (input === undefined) {
    return "not given";
  }
  const json = JSON.stringify(input);
  return `${json.length > 80 ? `${json.slice(0, 77)}...` : json} given`;
}
