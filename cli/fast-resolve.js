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

/**
 * Returns a function that resolves values as CDKTF's own one does.
 *
 * @param resolve CDKTF's own function, which gets everything but plain values, and lists and objects of such
 */
function fastResolve(resolve) {
  function resolveEach(value, options, key) {
    return isPlain(value) ? value : fast(value, { ...options, prefix: [...(options.prefix ?? []), key] });
  }

  function fast(value, options) {
    if (isPlain(value)) {
      return value;
    }
    if (typeof value !== "object" || options.prefix?.length >= MAX_DEPTH) {
      return resolve(value, options);
    }
    if (Array.isArray(value)) {
      // A string or a number in it could make the list a token.
      return value.every((item) => typeof item === "object" || isPlain(item))
        ? value.map((item, index) => resolveEach(item, options, `${index}`)).filter((item) => item !== undefined)
        : resolve(value, options);
    }
    const keys = Object.keys(value);
    // A token has a method with this name, and a construct has children.
    const isData = Object.getPrototypeOf(value) === Object.prototype && !("resolve" in value || "_children" in value);
    if (!isData || !keys.every(isPlain)) {
      return resolve(value, options);
    }
    const result = {};
    for (const key of keys) {
      const resolved = resolveEach(value[key], options, key);
      if (resolved !== undefined) {
        result[key] = resolved;
      }
    }
    return result;
  }

  return fast;
}

module.exports = { fastResolve };
