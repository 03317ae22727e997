// Packages print colors into the log of CI, where nothing shows them.
if (!process.stdout.isTTY) {
  process.env.NO_COLOR ??= "1";
}
