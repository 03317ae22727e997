import { AREAS } from "./areas";

// One file for the tests of an area: Jest loads every test file for every mutant, and that takes longer than the tests.
describe.each(AREAS[process.env.MUTATED_AREA!]!.tests)("%s", (file) => {
  jest.requireActual(`../${file}.test`);
});
