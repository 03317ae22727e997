import { Token } from "cdktf";
import type { Condition } from "../tokens/condition";
import { expression } from "../tokens/expression";

/** Returns one of two strings: for a function that WorkMail calls, or for one that only Amazon SES calls. */
export function byCaller(workMail: Condition, ofWorkMail: string, ofSes: string): string {
  if (typeof workMail === "boolean") {
    return workMail ? ofWorkMail : ofSes;
  }
  return Token.asString(expression`(${workMail} ? ${ofWorkMail} : ${ofSes})`);
}
