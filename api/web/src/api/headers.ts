/**
 * Cookie mode: both tokens are in cookies that no script reads, and count only beside this header.
 * The second header is for uploads: any site can post a form, but not with a header of its own.
 */
export const HEADERS = { "Session-Mode": "cookie", "GraphQL-Preflight": "1" };
