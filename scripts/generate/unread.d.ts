// Stands for packages that the API reference does not read: a public symbol with a type of one would have the type any.
declare const unread: unknown;
export = unread;
