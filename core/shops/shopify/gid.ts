/** The GraphQL id of a thing whose own id may be its digits alone. */
export const gidOf = (type: string, id: string): string =>
  id.startsWith('gid://') ? id : `gid://shopify/${type}/${id}`;
