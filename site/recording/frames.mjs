import headless from "@xterm/headless";

/** The longest that only a spinner turns, and the time that each of many lines gets which come at once, in seconds. */
const LONGEST_WAIT = 0.9;
const FOR_A_LINE = 0.15;
const SHORTEST_FRAME = 0.2;

/** Plays a recording in a terminal, and returns what the screen shows: its rows of runs, and from which second on. */
export async function framesOf(chunks, { columns, rows }) {
  const terminal = new headless.Terminal({ cols: columns, rows, allowProposedApi: true });
  const frames = [];
  let now = 0;
  let waited = 0;
  let shown = "";
  for (const { seconds, text } of chunks.flatMap(splitLines)) {
    const passed = Math.min(seconds, LONGEST_WAIT - waited);
    now += passed;
    waited += passed;
    await new Promise((written) => terminal.write(text, written));
    const screen = screenOf(terminal);
    const last = frames.at(-1);
    if (last === undefined || now - last.from >= SHORTEST_FRAME) {
      frames.push({ from: now, screen });
    } else {
      last.screen = screen;
    }
    const content = contentOf(screen);
    waited = content === shown ? waited : 0;
    shown = content;
  }
  const drawn = frames.map(({ screen }) => JSON.stringify(screen));
  return { frames: frames.filter((_, index) => drawn[index] !== drawn[index - 1]), seconds: now };
}

/** Returns what a screen shows, without the spinners. */
function contentOf(screen) {
  return JSON.stringify(screen).replaceAll(/[\u2800-\u28ff]/g, "");
}

/** What comes at once would be scrolled away before anybody could read it, unless it draws the same lines anew. */
function splitLines({ seconds, text }) {
  const lines = text.toString("latin1").split(/(?<=\n)/);
  return lines.length < 4 || text.includes("\u001b[1A")
    ? [{ seconds, text }]
    : lines.map((line, index) => ({ seconds: index === 0 ? seconds : FOR_A_LINE, text: Buffer.from(line, "latin1") }));
}

function screenOf(terminal) {
  const { active } = terminal.buffer;
  return Array.from({ length: terminal.rows }, (_, row) =>
    runsOf(active.getLine(active.viewportY + row), terminal.cols),
  );
}

/** Returns the parts of a line that look alike, without the spaces around them. */
function runsOf(line, columns) {
  const runs = [];
  let run;
  for (let column = 0; column < columns; column++) {
    const cell = line.getCell(column);
    const text = cell.getChars() || " ";
    const style = [
      cell.isFgPalette() ? `c${cell.getFgColor() % 16}` : "",
      cell.isBold() ? "b" : "",
      cell.isDim() ? "d" : "",
    ]
      .filter(Boolean)
      .join(" ");
    if (cell.getWidth() === 0) {
      continue;
    }
    if (run?.style !== style) {
      run = { column, style, text: "" };
      runs.push(run);
    }
    run.text += text;
  }
  return runs.flatMap(withoutGaps);
}

function withoutGaps({ column, style, text }) {
  return [...text.matchAll(/\S+( \S+)*/g)].map((part) => ({ column: column + part.index, style, text: part[0] }));
}
