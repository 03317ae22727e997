import type { CommandEnd } from "./world";

/** Returns what is missing, and what is there once too often. */
export function differences(found: readonly string[], expected: readonly string[]) {
  return { lost: without(expected, found), doubled: without(found, expected) };
}

/** Returns the lines without those of another list, each as often as it is there. */
function without(lines: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return lines.filter((line) => {
    const index = left.indexOf(line);
    if (index !== -1) {
      left.splice(index, 1);
    }
    return index === -1;
  });
}

/** Returns the error of a command that should have succeeded. */
export function failureOf(name: string, { code, stdout, stderr }: CommandEnd, allowed: readonly number[] = [0]) {
  return code !== null && allowed.includes(code) ? [] : [`${name} ended with exit code ${code}:\n${stdout}${stderr}`];
}
