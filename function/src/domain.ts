/**
 * The domain of an address, in lower case: what follows its last `@`.
 *
 * `""` when there is none. The address is not given back instead: that would be an address, or a part of one, where
 * none may be.
 */
export const domainOf = (address: string): string =>
  address.slice(address.lastIndexOf("@") + 1 || address.length).toLowerCase();
