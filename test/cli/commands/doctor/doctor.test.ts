import { chmodSync } from "node:fs";
import * as path from "node:path";
import { workmailLambdaHere } from "../../../support/command";
import { folderWith } from "../../../support/folder";

it("prints one next step for each part that is missing or broken", async () => {
  const bin = folderWith({ moto_server: '#!/bin/sh\necho "boom" >&2\nexit 3\n' });
  chmodSync(path.join(bin, "moto_server"), 0o755);
  const folder = folderWith({});
  const { code, stdout, stderr } = await workmailLambdaHere(folder, ["doctor"], {
    env: {
      ...{ PATH: `${bin}:/bin:/usr/bin`, TERRAFORM_BINARY_NAME: "no-such-terraform", XDG_CACHE_HOME: folder },
      ...{ AWS_ENDPOINT_URL: "http://127.0.0.1:9", AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" },
    },
  });
  expect([code, stderr]).toEqual([2, ""]);
  const findings = stdout.split(/\n(?= {2}\w|\n)/).filter((it) => /^ {2}(failed|missing)/.test(it));
  expect(findings.map((it) => /^ {2}\w+ +(.+?) {2}/.exec(it)?.[1])).toEqual([
    ...["Terraform", "settings", "AWS credentials", "project", "AWS emulator"],
  ]);
  for (const finding of findings.filter((it) => !it.includes("Terraform  "))) {
    expect([finding, finding.match(/Next: /g)]).toEqual([finding, ["Next: "]]);
  }
  expect(stdout).toContain("moto_server ended with exit code 3, and printed last: boom. Next: install moto again");
});
