import { Client, fetchExchange } from "@urql/core";
import { config } from "../config";
import { RenewSessionDocument } from "../generated";
import { HEADERS } from "./headers";

/** When a tab of this browser last renewed the session, by its clock. */
const RENEWED_AT = "web:renewed-at";

/** A client without cache and renewal, for what begins, renews and ends sessions. */
export const plainClient = new Client({
  url: config.endpoint,
  preferGetMethod: false,
  fetchOptions: { headers: HEADERS },
  exchanges: [fetchExchange],
});

/**
 * Renews a session whose access token was refused at `refusedAt`; returns whether there is one.
 *
 * All tabs share the cookies, and a refresh token can be used once: so one tab at a time renews,
 * and the others find that it has been done.
 */
export function renewSession(refusedAt: number): Promise<boolean> {
  return navigator.locks.request("session", async () => {
    if (Number(localStorage.getItem(RENEWED_AT)) > refusedAt) return true;
    const isRenewed = await exchange(crypto.randomUUID());
    if (isRenewed) localStorage.setItem(RENEWED_AT, String(Date.now()));
    return isRenewed;
  });
}

async function exchange(retryKey: string): Promise<boolean> {
  const renew = () => plainClient.mutation(RenewSessionDocument, { retryKey }).toPromise();
  let result = await renew();
  // The answer may have been lost: with the same key it is given again.
  if (result.error?.networkError) result = await renew();
  return Boolean(result.data?.refreshToken);
}
