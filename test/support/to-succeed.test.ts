describe("toSucceed", () => {
  it("accepts exit code 0, whatever was printed", () => {
    expect({ code: 0, stdout: "", stderr: "a warning" }).toSucceed();
  });

  it.each([[1], [null]])("shows all that was printed when the exit code is %j", (code) => {
    const printed = { code, stdout: "first", stderr: "second" };
    expect(() => expect(printed).toSucceed()).toThrow(
      `The command ended with exit code ${code}.\nstdout:\nfirst\nstderr:\nsecond`,
    );
    expect(printed).not.toSucceed();
  });

  it("accepts the exit code that is expected, and no other", () => {
    expect({ code: 2, stdout: "", stderr: "" }).toSucceed(2);
    expect({ code: 0, stdout: "", stderr: "" }).not.toSucceed(2);
  });
});
