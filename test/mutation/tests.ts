import { AREAS } from "./areas";

// One file for the tests of an area: Jest loads every test file for every mutant, and that takes longer than the tests.
describe.each(AREAS[process.env.MUTATED_AREA!]!.tests)("%s", (file) => {
  try {
    jest.requireActual(`../${file}.test`);
  } catch (error) {
    // Otherwise StrykerJS would take the mutant for one that cannot run.
    it("is loaded", () => {
      throw error;
    });
  }
});
