import { domainOf } from "../../function/src/domain";

test.each([
  ["user@domain.test", "domain.test"],
  ["User@Domain.TEST", "domain.test"],
  ['"with@sign"@domain.test', "domain.test"],
  ["user@sub.domain.test", "sub.domain.test"],
  ["user@", ""],
  ["user", ""],
  ["", ""],
])("the domain of %j is %j", (address, domain) => {
  expect(domainOf(address)).toBe(domain);
});
