/** How many cases each property of parser, email, summary and log line is tried with. */
export const PROPERTY_RUNS = 1000;
