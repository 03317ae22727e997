/**
 * How many cases each property of parser, email, summary and log line is tried with. Mutation tests, which run them
 * hundreds of times, ask for fewer.
 */
export const PROPERTY_RUNS = Number(process.env.PROPERTY_RUNS ?? 1000);
