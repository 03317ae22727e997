/** The floor: prints what it gets, as the first handler of any tutorial does. */
export const handler = async (event: unknown): Promise<void> => {
  console.log(JSON.stringify(event));
};
