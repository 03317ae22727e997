/**
 * For the tests of your own handlers: a double of AWS's APIs for a message's content.
 *
 * @packageDocumentation
 */
export {
  type MessageDouble,
  type MessageDoubleError,
  type MessageDoubleOptions,
  startMessageDouble,
} from "./message-double";
