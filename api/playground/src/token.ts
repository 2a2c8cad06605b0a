/** The payload of `signup`, `login`, `refreshToken` and `changePassword`. */
export type TokenPayload = {
  token: string;
  refreshToken: string;
  user: { username: string };
};

export function isTokenPayload(value: unknown): value is TokenPayload {
  const payload = value as Partial<TokenPayload> | null;
  return (
    typeof payload?.token === "string" &&
    typeof payload.refreshToken === "string" &&
    typeof payload.user?.username === "string"
  );
}

/**
 * Milliseconds for which a token just received is good. Reckoned from the two times inside it, so
 * that a clock that runs apart from the server's does no harm; endless where it has none.
 */
export function lifetime(token: string): number {
  try {
    const claims = token.split(".")[1] ?? "";
    const { iat, origIat, exp } = JSON.parse(
      atob(claims.replaceAll("-", "+").replaceAll("_", "/")),
    ) as { iat?: number; origIat?: number; exp?: number };
    const issued = iat ?? origIat;
    return exp && issued ? (exp - issued) * 1000 : Infinity;
  } catch {
    return Infinity;
  }
}
