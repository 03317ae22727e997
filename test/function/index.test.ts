import * as api from "terraform-aws-workmail-lambda-function";

test("the package offers handler maker, meaning, parser and error, and nothing else at run time", () => {
  expect(Object.keys(api).sort()).toEqual(["Email", "WorkMailEventError", "createHandler", "parseWorkMailEvent"]);
});
