/**
 * Returns the domain of an address, what follows its last `@`, in lower case and without a trailing dot.
 *
 * Returns `""` when there is none or it is not a domain name. The text is not returned instead: it may be an address,
 * or a part of one, where none may be.
 */
export const domainOf = (address: string): string =>
  /@([\w\p{L}\p{M}.-]{1,253}?)\.?$/u.exec(address.toLowerCase())?.[1] ?? "";
