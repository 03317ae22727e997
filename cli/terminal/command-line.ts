export * from "./exit-codes";
export * from "./interruption";
export * from "./options";
export * from "./output";
