/** Returns the words of a simple shell command, without their quotes. */
export function wordsOf(command: string): string[] {
  const words = command.split(/ [0-9]?> /)[0]!.matchAll(/"[^"]*"|'[^']*'|[^\s"']+/g);
  return [...words].map(([word]) => word.replace(/^(["'])(.*)\1$/, "$2"));
}
