import { authExchange } from "@urql/exchange-auth";
import { Client, fetchExchange, subscriptionExchange } from "urql";
import { config } from "../config";
import { makeCache } from "./cache";
import { codeOf } from "./errors";
import { HEADERS } from "./headers";
import { forwardSubscription } from "./live";
import { renewSession } from "./session";

/** A client with an empty cache: one for each session. `onEnd` is called when the session is over. */
export function makeClient(onEnd: () => void): Client {
  return new Client({
    url: config.endpoint,
    preferGetMethod: false,
    requestPolicy: "cache-and-network",
    fetchOptions: { headers: HEADERS },
    exchanges: [
      makeCache(),
      authExchange(async () => ({
        // The cookies are sent by the browser.
        addAuthToOperation: (operation) => operation,
        didAuthError: (error) => codeOf(error) === "UNAUTHENTICATED",
        refreshAuth: async () => {
          if (!(await renewSession(Date.now()))) onEnd();
        },
      })),
      fetchExchange,
      subscriptionExchange({ forwardSubscription }),
    ],
  });
}
