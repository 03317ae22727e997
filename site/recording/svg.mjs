const COLUMN = 8.4;
const ROW = 19;
const PADDING = 16;
const BAR = 36;

/** Colors of a dark window, which is readable on a light and on a dark page. */
const COLORS = ["#6e7681", "#ff7b72", "#7ee787", "#e3b341", "#79c0ff", "#d2a8ff", "#76e3ea", "#e6edf3"];

/** How long the last frame stays, in seconds. */
const HOLD = 6;

/** Returns an animated SVG that shows the frames again and again; still for those who want no motion. */
export function svgOf({ frames, seconds }, { columns, rows, title, description }) {
  const width = Math.round(columns * COLUMN + 2 * PADDING);
  const height = rows * ROW + 2 * PADDING;
  const lines = new Map();
  const drawn = frames.map(({ screen }, index) => drawFrame(screen, lines, index * height));
  const total = seconds + HOLD;
  const steps = frames.map(
    ({ from }, index) =>
      `${round((index === 0 ? 0 : from / total) * 100)}%{transform:translateY(-${index * height}px)}`,
  );
  const last = (frames.length - 1) * height;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height + BAR}" role="img" aria-labelledby="t d">
<title id="t">${escape(title)}</title>
<desc id="d">${escape(description)}</desc>
<style>
text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;fill:#e6edf3;white-space:pre}
.b{font-weight:700}.d{opacity:.7}
${COLORS.map((color, index) => `.c${index},.c${index + 8}{fill:${color}}`).join("")}
.film{animation:play ${round(total)}s steps(1,end) infinite}
@keyframes play{${steps.join("")}100%{transform:translateY(-${last}px)}}
@media(prefers-reduced-motion:reduce){.film{animation:none;transform:translateY(-${last}px)}}
</style>
<defs>
${[...lines.values()].map(({ id, content }) => `<g id="${id}">${content}</g>`).join("\n")}
</defs>
<rect width="${width}" height="${height + BAR}" rx="8" fill="#161b22"/>
<circle cx="20" cy="18" r="6" fill="#ff5f57"/><circle cx="40" cy="18" r="6" fill="#febc2e"/><circle cx="60" cy="18" r="6" fill="#28c840"/>
<text x="${width / 2}" y="23" text-anchor="middle">${escape(title)}</text>
<svg y="${BAR}" width="${width}" height="${height}"><g class="film">
${drawn.join("\n")}
</g></svg>
</svg>
`;
}

/** Draws a screen; each line that is drawn before is used again. */
function drawFrame(screen, lines, top) {
  return screen
    .map((runs, row) => {
      if (runs.length === 0) {
        return "";
      }
      const content = runs.map(drawRun).join("");
      if (!lines.has(content)) {
        lines.set(content, { id: `l${lines.size}`, content });
      }
      return `<use href="#${lines.get(content).id}" y="${top + PADDING + (row + 1) * ROW - 5}"/>`;
    })
    .join("");
}

function drawRun({ column, style, text }) {
  const shape = style === "" ? "" : ` class="${style}"`;
  return `<text x="${round(PADDING + column * COLUMN)}"${shape}>${escape(text)}</text>`;
}

function round(value) {
  return Math.round(value * 100) / 100;
}

function escape(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
