import type { CombinedError } from "urql";

/** What a program may decide by is `extensions`; messages are for people. */
type Extensions = {
  code?: string;
  fields?: Record<string, string>;
  retryAfter?: number;
  challenge?: string;
};

export function codeOf(error: CombinedError): string | undefined {
  return extensionsOf(error).code;
}

/** What a second factor answers, where `login` asks for one. */
export function challengeOf(error: CombinedError): string | undefined {
  return extensionsOf(error).challenge;
}

/** One sentence for the person. */
export function messageOf(error: CombinedError): string {
  if (error.networkError) return "The server cannot be reached. Try again.";
  const { code, retryAfter } = extensionsOf(error);
  const message = error.graphQLErrors[0]?.message ?? error.message;
  if (code === "RATE_LIMITED" && retryAfter) {
    return `${message} Try again in ${Math.ceil(retryAfter)} s.`;
  }
  if (code === "GRAPH_UNAVAILABLE") return "This cannot be read at the moment. Try again later.";
  return message;
}

/** The message of each argument at fault, by name. */
export function fieldMessages(error: CombinedError | undefined): Record<string, string> {
  return (error && extensionsOf(error).fields) ?? {};
}

function extensionsOf(error: CombinedError): Extensions {
  return (error.graphQLErrors[0]?.extensions ?? {}) as Extensions;
}
