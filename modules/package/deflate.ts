/** Part of the fingerprint of zips that are used again: to be raised when the bytes of the same content change. */
export const DEFLATE_VERSION = 1;

/** How many bytes {@link deflate} takes at most: references reach 32 KiB, and it gets slow with what repeats itself. */
export const DEFLATE_LIMIT = 16_384;

const SHORTEST = 3;
const LONGEST = 258;
/** The symbol of the end. Those of bytes are below it, those of lengths above. */
const END = 256;
const LITERALS = 286;
const DISTANCES = 30;
const LONGEST_CODE = 15;
/** The symbols for code lengths, in the order in which a block lists their own. */
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** How DEFLATE writes a number: the symbol of a range, and the place in it in so many bits. */
interface Ranged {
  readonly symbol: number;
  readonly bits: number;
  readonly rest: number;
}

/** A byte, with the length 1; or a copy of the bytes from `distance` bytes before. */
interface Step {
  readonly length: number;
  readonly distance: number;
}

/**
 * Compresses bytes into one block of raw DEFLATE. Other encoders decide with the next byte or two in view; this one
 * looks for the cheapest of all ways through the input, and code gets 1 to 4 % smaller. It calculates with whole
 * numbers only, so that it returns the same bytes on every machine.
 *
 * @see https://www.rfc-editor.org/rfc/rfc1951
 */
export function deflate(input: Uint8Array): Uint8Array {
  const steps = cheapestSteps(input);
  const literals = zeros(LITERALS);
  const distances = zeros(DISTANCES);
  literals[END] = 1;
  let at = 0;
  for (const { length, distance } of steps) {
    literals[length === 1 ? input[at]! : RANGED_LENGTHS[length]!.symbol]! += 1;
    if (length > 1) {
      distances[rangedDistance(distance).symbol]! += 1;
    }
    at += length;
  }
  return block(input, steps, codeLengths(literals, LONGEST_CODE), codeLengths(distances, LONGEST_CODE));
}

/** Returns the range of a number: there are `2 ** precision` of them from a number to its double. */
function ranged(value: number, precision: number): Ranged {
  const bits = Math.max(0, 31 - precision - Math.clz32(value));
  return { symbol: (bits << precision) + (value >> bits), bits, rest: value & ((1 << bits) - 1) };
}

function alone(symbol: number): Ranged {
  return { symbol, bits: 0, rest: 0 };
}

/** By length. The longest has a symbol of its own. */
const RANGED_LENGTHS = Array.from({ length: LONGEST }, (_, length) => {
  const { symbol, ...place } = ranged(Math.max(0, length - SHORTEST), 2);
  return { symbol: END + 1 + symbol, ...place };
}).concat(alone(LITERALS - 1));

function rangedDistance(distance: number): Ranged {
  return ranged(distance - 1, 1);
}

function zeros(count: number): number[] {
  return Array<number>(count).fill(0);
}

/**
 * Returns the steps that need the fewest bits, by an estimate of their codes: for a byte as many as if there were only
 * bytes, for a length 4, for a distance 3.
 */
function cheapestSteps(input: Uint8Array): Step[] {
  const byteCounts = zeros(END);
  input.forEach((byte) => (byteCounts[byte]! += 1));
  const byteCosts = codeLengths(byteCounts, LONGEST_CODE);
  const costs = new Float64Array(input.length + 1).fill(Infinity, 1);
  const lengths = new Uint16Array(input.length + 1);
  const distances = new Uint16Array(input.length + 1);
  const reach = (to: number, cost: number, length: number, distance: number) => {
    if (cost < costs[to]!) {
      costs[to] = cost;
      lengths[to] = length;
      distances[to] = distance;
    }
  };
  // For the next three bytes, the latest place that has them, and for each place the one before it.
  const latest = new Map<number, number>();
  const before = new Int32Array(input.length);
  for (let at = 0; at < input.length; at += 1) {
    reach(at + 1, costs[at]! + byteCosts[input[at]!]!, 1, 0);
    const next = (input[at]! << 16) | (input[at + 1]! << 8) | input[at + 2]!;
    before[at] = latest.get(next) ?? -1;
    latest.set(next, at);
    const most = Math.min(LONGEST, input.length - at);
    // A shorter repetition is cheaper from nearer.
    let longest = SHORTEST - 1;
    for (let other = before[at]!; other >= 0 && longest < most; other = before[other]!) {
      const length = input[at + longest] === input[other + longest] ? commonLength(input, at, other, most) : 0;
      if (length > longest) {
        const distance = at - other;
        const cost = costs[at]! + 4 + 3 + rangedDistance(distance).bits;
        for (; longest < length; longest += 1) {
          reach(at + longest + 1, cost + RANGED_LENGTHS[longest + 1]!.bits, longest + 1, distance);
        }
      }
    }
  }
  const steps: Step[] = [];
  for (let at = input.length; at > 0; at -= lengths[at]!) {
    steps.push({ length: lengths[at]!, distance: distances[at]! });
  }
  return steps.reverse();
}

/** Returns how many bytes are the same from two places on. */
function commonLength(input: Uint8Array, one: number, other: number, most: number): number {
  let length = 0;
  while (length < most && input[one + length] === input[other + length]) {
    length += 1;
  }
  return length;
}

/** Returns the length of each symbol's code, by Huffman's algorithm: 0 for one that does not occur. */
function codeLengths(counts: readonly number[], longest: number): number[] {
  const lengths = counts.map(() => 0);
  const leaves = counts
    .map((weight, symbol) => ({ weight, symbols: [symbol] }))
    .filter(({ weight }) => weight > 0)
    .sort((one, other) => one.weight - other.weight);
  if (leaves.length < 2) {
    // Some programs refuse a single code.
    const used = leaves[0]?.symbols[0] ?? 0;
    return lengths.map((_, symbol) => Number(symbol === used || symbol === Number(used === 0)));
  }
  // The weights of both lists grow: the lightest of all is the first of one.
  const nodes: typeof leaves = [];
  const lightest = () => ((nodes[0]?.weight ?? Infinity) < (leaves[0]?.weight ?? Infinity) ? nodes : leaves).shift()!;
  while (leaves.length + nodes.length > 1) {
    const [one, other] = [lightest(), lightest()];
    const symbols = [...one.symbols, ...other.symbols];
    symbols.forEach((symbol) => (lengths[symbol]! += 1));
    nodes.push({ weight: one.weight + other.weight, symbols });
  }
  const isTooLong = Math.max(...lengths) > longest;
  // Counts that differ less have codes that differ less.
  return isTooLong
    ? codeLengths(
        counts.map((count) => Math.ceil(count / 2)),
        longest,
      )
    : lengths;
}

/** Returns the codes of these lengths, as DEFLATE numbers them, with the highest bit first. */
function codesOf(lengths: readonly number[]): number[] {
  const codes = lengths.map(() => 0);
  const symbols = lengths.flatMap((length, symbol) => (length > 0 ? [symbol] : []));
  let code = 0;
  let longest = 0;
  for (const symbol of symbols.sort((one, other) => lengths[one]! - lengths[other]!)) {
    const length = lengths[symbol]!;
    code <<= length - longest;
    longest = length;
    for (let bit = 0; bit < length; bit += 1) {
      codes[symbol]! |= ((code >> bit) & 1) << (length - 1 - bit);
    }
    code += 1;
  }
  return codes;
}

/** Bits, in bytes that are filled from their lowest bit. */
class Bits {
  readonly #bytes: number[] = [];
  #last = 0;
  #count = 0;

  put(value: number, count: number): void {
    this.#last |= value << this.#count;
    this.#count += count;
    while (this.#count >= 8) {
      this.#bytes.push(this.#last & 0xff);
      this.#last >>>= 8;
      this.#count -= 8;
    }
  }

  bytes(): Uint8Array {
    return Uint8Array.from(this.#count > 0 ? [...this.#bytes, this.#last] : this.#bytes);
  }
}

/** Returns the last block, with codes of its own: the lengths of the codes, the steps, and the end. */
function block(
  input: Uint8Array,
  steps: readonly Step[],
  literals: readonly number[],
  distances: readonly number[],
): Uint8Array {
  const output = new Bits();
  const writer = (lengths: readonly number[]) => {
    const codes = codesOf(lengths);
    return ({ symbol, bits, rest }: Ranged) => {
      output.put(codes[symbol]!, lengths[symbol]!);
      output.put(rest, bits);
    };
  };
  const usedLiterals = upToLast(literals, END + 1);
  const usedDistances = upToLast(distances, 1);
  const runs = runsOf([...usedLiterals, ...usedDistances]);
  const runCounts = zeros(ORDER.length);
  runs.forEach(({ symbol }) => (runCounts[symbol]! += 1));
  const runCodes = codeLengths(runCounts, 7);
  const usedRunCodes = upToLast(
    ORDER.map((symbol) => runCodes[symbol]!),
    4,
  );
  output.put(0b101, 3);
  output.put(usedLiterals.length - END - 1, 5);
  output.put(usedDistances.length - 1, 5);
  output.put(usedRunCodes.length - 4, 4);
  usedRunCodes.forEach((length) => output.put(length, 3));
  runs.forEach(writer(runCodes));
  const putLiteral = writer(literals);
  const putDistance = writer(distances);
  let at = 0;
  for (const { length, distance } of steps) {
    if (length === 1) {
      putLiteral(alone(input[at]!));
    } else {
      putLiteral(RANGED_LENGTHS[length]!);
      putDistance(rangedDistance(distance));
    }
    at += length;
  }
  putLiteral(alone(END));
  return output.bytes();
}

/** Returns the lengths without zeros at the end, but at least so many. */
function upToLast(lengths: readonly number[], least: number): readonly number[] {
  return lengths.slice(0, Math.max(least, lengths.findLastIndex((length) => length > 0) + 1));
}

/** Returns the symbols for code lengths: 18 and 17 stand for several zeros, 16 repeats the length before. */
function runsOf(lengths: readonly number[]): Ranged[] {
  const runs: Ranged[] = [];
  for (let at = 0; at < lengths.length;) {
    const length = lengths[at]!;
    let count = 0;
    while (lengths[at] === length) {
      at += 1;
      count += 1;
    }
    const repeat = (symbol: number, bits: number, least: number) => {
      while (count >= least) {
        const times = Math.min(count, least + (1 << bits) - 1);
        runs.push({ symbol, bits, rest: times - least });
        count -= times;
      }
    };
    if (length === 0) {
      repeat(18, 7, 11);
      repeat(17, 3, 3);
    } else {
      runs.push(alone(length));
      count -= 1;
      repeat(16, 2, 3);
    }
    repeat(length, 0, 1);
  }
  return runs;
}
