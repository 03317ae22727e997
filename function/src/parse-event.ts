import type { WorkMailEvent } from "./event";
import { FAULTS_SPELLED_OUT } from "./limits";

/** One thing that is wrong with an event. It quotes nothing of the event, so that it can be logged. */
export interface Fault {
  /** Where, as a JSON path: `$.envelope.recipients[3].address`. */
  readonly path: string;
  /** What has to be there: `string`. */
  readonly expected: string;
  /** The kind of value that is there: `null`, `array`, or what `typeof` says; `undefined` when it is missing. */
  readonly found: string;
}

/** The input is no WorkMail event. Neither message nor faults quote an address or a subject. */
export class WorkMailEventError extends Error {
  override readonly name = "WorkMailEventError";

  /** Every fault there is. */
  declare readonly faults: readonly Fault[];

  /** @param faults Every fault; the message tells how many there are and spells out the first 20. */
  constructor(faults: readonly Fault[]) {
    super(
      `Not a WorkMail event (faults: ${faults.length}): ${faults
        .slice(0, FAULTS_SPELLED_OUT)
        .map((fault) => `${fault.path}: expected ${fault.expected}, found ${fault.found}`)
        .join("; ")}`,
    );
    this.faults = faults;
  }
}

/** The fields that may be missing or null, with a value of their type. */
const OPTIONAL_FIELDS = {
  summaryVersion: "",
  subject: "",
  messageId: "",
  invocationId: "",
  flowDirection: "",
  truncated: false,
};

/** An object of whose fields nothing is known yet. */
type Unchecked = Record<string, unknown>;

const kindOf = (value: unknown): string => (value === null ? "null" : Array.isArray(value) ? "array" : typeof value);

/**
 * Checks that a value is a WorkMail event and returns the same object: nothing is copied, extra fields stay.
 *
 * Only `envelope`, `envelope.recipients` and an address for each recipient have to be there. Everything else may
 * be missing or null (WorkMail itself has sent null), but where it is there its type has to be right.
 *
 * @throws {WorkMailEventError} with every fault at once, when it is not one
 */
export const parseWorkMailEvent = (input: unknown): WorkMailEvent => {
  const faults: Fault[] = [];

  /** Returns the value when it is of the expected kind, and notes a fault otherwise. */
  const check = (value: unknown, expected: string, path: string, required?: boolean) => {
    const found = kindOf(value);
    if (found === expected) {
      return value as Unchecked;
    }
    if (required || value != null) {
      faults.push({ path, expected, found });
    }
  };

  const checkAddress = (value: unknown, path: string, required?: boolean) => {
    const holder = check(value, "object", path, required);
    if (holder) {
      check(holder.address, "string", `${path}.address`, required);
    }
  };

  const event = check(input, "object", "$", true);
  if (event) {
    for (const name in OPTIONAL_FIELDS) {
      check(event[name], typeof OPTIONAL_FIELDS[name as keyof typeof OPTIONAL_FIELDS], `$.${name}`);
    }
    checkAddress(event.sender, "$.sender");
    const envelope = check(event.envelope, "object", "$.envelope", true);
    if (envelope) {
      checkAddress(envelope.mailFrom, "$.envelope.mailFrom");
      const recipients = check(envelope.recipients, "array", "$.envelope.recipients", true) as Unchecked[] | undefined;
      recipients?.forEach((recipient, index) => {
        // There may be thousands: only a bad one is worth the price of its path.
        if (typeof recipient?.address !== "string") {
          checkAddress(recipient, `$.envelope.recipients[${index}]`, true);
        }
      });
    }
    // People mix the two up: SES wraps its events in `Records`, WorkMail does not.
    else {
      check(event.Records, "no SES event", "$.Records");
    }
  }

  if (faults[0]) {
    throw new WorkMailEventError(faults);
  }
  return input as WorkMailEvent;
};
