const { sep } = require("node:path");
const { compileFunction } = require("node:vm");
const { default: Runtime } = require("jest-runtime");

const PACKAGES = `${sep}node_modules${sep}`;
/** The functions that files were compiled to, for all test files of a worker. */
const compiled = new Map();

/**
 * Jest makes an AsyncLocalStorage for each test file, for tests that run at the same time (test.concurrent). Each of
 * them takes time from every promise of all later files.
 */
const NO_STORAGE = {
  AsyncLocalStorage: class {
    run(_, callback) {
      return callback();
    }
    getStore() {}
  },
};

/** Loads packages once for all test files of a worker, and our own files anew for each, though compiled once. */
module.exports = class extends Runtime {
  constructor(...options) {
    super(...options);
    this.executor.compile = (code, filename) => {
      const known = compiled.get(filename);
      if (known?.code === code) {
        return known.run;
      }
      const run = compileFunction(code, this.executor.injectedModuleParameters, { filename });
      compiled.set(filename, { code, run });
      return run;
    };
  }

  requireModule(from, name, options, isActual) {
    if (name === "node:async_hooks" && options?.isInternalModule) {
      return NO_STORAGE;
    }
    if (name !== undefined && !this._resolution.isCoreModule(name)) {
      const file = this._resolution.resolveCjs(from, name);
      if (file.includes(PACKAGES)) {
        return require(file);
      }
    }
    return super.requireModule(from, name, options, isActual);
  }
};
