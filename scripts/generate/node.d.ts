// The types of Node.js that public symbols have: its own declarations are half of what TypeDoc would otherwise read.
interface AbortSignal {
  readonly aborted: boolean;
}
