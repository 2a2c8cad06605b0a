import type { FetcherParams } from "@graphiql/toolkit";
import type { FormattedExecutionResult } from "graphql";
import { attachments } from "./attachments";
import { multipartForm } from "./multipart";

export type Answer = FormattedExecutionResult<Record<string, unknown>>;

/** One operation over HTTP. Throws an error with the status if the response is not JSON. */
export async function post(
  endpoint: string,
  params: FetcherParams,
  headers: Record<string, string>,
): Promise<Answer> {
  const form = multipartForm(params, attachments.getState().files);
  const response = await fetch(endpoint, {
    method: "POST",
    headers: {
      Accept: "application/json",
      // Any site can post a form; a custom header requires a CORS preflight.
      ...(form ? { "X-Requested-With": "playground" } : { "Content-Type": "application/json" }),
      ...headers,
    },
    body: form ?? JSON.stringify(params),
  });
  const text = await response.text();
  try {
    return JSON.parse(text) as Answer;
  } catch {
    throw new Error(`The response is not JSON: ${response.status} ${response.statusText}.`);
  }
}

/** Whether the server rejected the request as unauthenticated. */
export function isUnauthenticated(answer: Answer): boolean {
  return (answer.errors ?? []).some((error) => error.extensions?.code === "UNAUTHENTICATED");
}
