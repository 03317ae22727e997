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
});
