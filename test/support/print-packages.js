// Prints on standard error which packages the program has loaded, when it ends.
process.once("exit", () => {
  const files = Object.keys(require.cache);
  const names = files.map((file) => /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(file)?.[1]);
  console.error(JSON.stringify([...new Set(names.filter(Boolean))].sort()));
});
