/** The limit: does nothing, so that what is left is the runtime's JSON.parse of the event. */
export const handler = async (): Promise<void> => undefined;
