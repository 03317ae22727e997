// Resolves what holds no token without the contexts and the searches that CDKTF makes for each value in it.
// Plain JavaScript, because it is added to a bundle of CDKTF.

/** A number in a string, which CDKTF looks up: it could stand for a token. */
const NUMBER = /[-|\d.+]e[-|\d.eE+]/;

/** The values of a map that stands for a token. */
const MAP_VALUES = new Set(["String Map Token Value", "Any Map Token Value", -123456789]);

/** CDKTF reports a deeper value as a circular reference. */
const MAX_DEPTH = 200;

/** Returns whether CDKTF resolves a value to itself. */
function isPlain(value) {
  switch (typeof value) {
    case "string":
      return !value.includes("TfToken[") && !NUMBER.test(value) && !MAP_VALUES.has(value);
    case "number":
      // Numbers that stand for tokens are larger.
      return Number.isSafeInteger(value) && !MAP_VALUES.has(value);
    case "boolean":
    case "undefined":
      return true;
    default:
      return value === null;
  }
}

/** Returns whether CDKTF resolves a list to a list of what its items resolve to. */
function isPlainList(value) {
  // A string or a number in it could make the list a token.
  return value.every((item) => typeof item === "object" || isPlain(item));
}

/** Returns whether CDKTF resolves an object to one with the same keys. */
function isData(value) {
  // A token has a method with this name, and a construct has children.
  const isObject = Object.getPrototypeOf(value) === Object.prototype && !("resolve" in value || "_children" in value);
  return isObject && Object.keys(value).every(isPlain);
}

/**
 * Returns a function that resolves values as CDKTF's own one does.
 *
 * @param resolve CDKTF's own function, which gets everything but plain values, and lists and objects of such
 */
function fastResolve(resolve) {
  // One function that calls itself. Of two that call each other, V8 optimizes each with the other inside it. That takes
  // longer than the synth of a few stacks, and Node.js ends only when V8 is done.
  function resolveAt(value, options, prefix) {
    if (isPlain(value)) {
      return value;
    }
    const isList = Array.isArray(value);
    if (typeof value !== "object" || prefix.length >= MAX_DEPTH || !(isList ? isPlainList(value) : isData(value))) {
      return resolve(value, { ...options, prefix });
    }
    const result = isList ? [] : {};
    for (const key of isList ? value.keys() : Object.keys(value)) {
      const item = value[key];
      const resolved = isPlain(item) ? item : resolveAt(item, options, prefix.concat(`${key}`));
      if (resolved !== undefined) {
        result[isList ? result.length : key] = resolved;
      }
    }
    return result;
  }

  return (value, options) => resolveAt(value, options, options.prefix ?? []);
}

module.exports = { fastResolve };
