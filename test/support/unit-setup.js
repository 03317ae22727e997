// Ends a test that hangs: a slow machine fails no test.
jest.setTimeout(60_000);
