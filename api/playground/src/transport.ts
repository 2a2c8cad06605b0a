import type { FetcherParams } from "@graphiql/toolkit";
import type { FormattedExecutionResult } from "graphql";
import { attachments } from "./attachments";
import { multipartForm } from "./multipart";

export type Answer = FormattedExecutionResult<Record<string, unknown>>;

/** One operation over HTTP. Throws where the answer is not JSON, with the status in the message. */
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
      // A form may be posted by any site; a header of one's own makes the browser ask first.
      ...(form ? { "X-Requested-With": "playground" } : { "Content-Type": "application/json" }),
      ...headers,
    },
    body: form ?? JSON.stringify(params),
  });
  const text = await response.text();
  try {
    return JSON.parse(text) as Answer;
  } catch {
    throw new Error(`The server answered ${response.status} ${response.statusText}, not JSON.`);
  }
}

/** Whether the server took the caller for a stranger. */
export function isUnauthenticated(answer: Answer): boolean {
  return (answer.errors ?? []).some((error) => error.extensions?.code === "UNAUTHENTICATED");
}
