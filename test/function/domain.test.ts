import { domainOf } from "../../function/src/domain";

test.each([
  ["user@domain.test", "domain.test"],
  ["User@Domain.TEST", "domain.test"],
  ['"with@sign"@domain.test', "domain.test"],
  ["user@sub.domain.test", "sub.domain.test"],
  ["user@domain.test.", "domain.test"],
  ["user@MÜNCHEN.example", "münchen.example"],
  ["user@xn--mnchen-3ya.example", "xn--mnchen-3ya.example"],
  ["user@under_score.test", "under_score.test"],
  [`user@${"d".repeat(253)}`, "d".repeat(253)],
  [`user@${"d".repeat(254)}`, ""],
  ["user@domain.test (Jane Roe)", ""],
  ["user@domain.test/jane", ""],
  ["user@domain.test>", ""],
  ["user@domain.test（jane）", ""],
  ["user@[192.0.2.1]", ""],
  ["user@domain.test\n", ""],
  ["user@", ""],
  ["user", ""],
  ["", ""],
])("the domain of %j is %j", (address, domain) => {
  expect(domainOf(address)).toBe(domain);
});
