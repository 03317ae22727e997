const { ModernFakeTimers } = require("@jest/fake-timers");
const { ModuleMocker } = require("jest-mock");
require("./compile-less");

// CDKTF keeps the whole stack of each token it creates, which takes a third of the time to map to the sources.
const { captureStackTrace } = Error;
Error.captureStackTrace = (object, below) => {
  if (Error.stackTraceLimit !== Number.MAX_SAFE_INTEGER) {
    captureStackTrace(object, below);
  }
};

const GLOBALS = Object.entries(Object.getOwnPropertyDescriptors(globalThis)).filter(([, it]) => "value" in it);
/** Symbols under which Jest keeps what is for one test file. Those of packages must stay as long as the packages. */
const OF_ONE_FILE =
  /^(JEST_STATE_SYMBOL|EVENT_HANDLERS|TEST_TIMEOUT_SYMBOL|RETRY_\w+|WAIT_BEFORE_RETRY|LOG_ERRORS_\w+)$/;

/**
 * Runs the test files of a worker in the worker's own context. A context for each file takes its time, and so does
 * everything that is then loaded for each file instead of once: see runtime.js.
 */
module.exports = class {
  global = globalThis;
  moduleMocker = new ModuleMocker(globalThis);
  #exportConditions;
  #process = { env: process.env, exit: process.exit, exitCode: process.exitCode };

  constructor({ projectConfig }) {
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
    this.#exportConditions = projectConfig.testEnvironmentOptions.customExportConditions;
    process.env = { ...process.env };
  }

  async setup() {
    // Each expect() keeps a stack, of 100 frames otherwise.
    Error.stackTraceLimit = 20;
  }

  async teardown() {
    this.fakeTimersModern.dispose();
    Object.assign(process, this.#process);
    // CDKTF keeps every token, and with it the constructs, for which the collector then looks again and again.
    globalThis.__cdktfTokenMap?.stringTokenMap.clear();
    globalThis.__cdktfTokenMap?.numberTokenMap.clear();
    for (const [name, descriptor] of GLOBALS) {
      if (!Object.is(globalThis[name], descriptor.value)) {
        Object.defineProperty(globalThis, name, descriptor);
      }
    }
    for (const symbol of Object.getOwnPropertySymbols(globalThis)) {
      if (OF_ONE_FILE.test(symbol.description)) {
        Reflect.deleteProperty(globalThis, symbol);
      }
    }
  }

  exportConditions() {
    return this.#exportConditions;
  }

  getVmContext() {
    return globalThis;
  }
};
