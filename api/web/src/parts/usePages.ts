import { useEffect, useState } from "react";
import { useClient, useQuery, type AnyVariables, type TypedDocumentNode } from "urql";
import { live } from "../api/live";

type Page<N> = {
  edges: { node: N }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
};

/**
 * A list that grows page by page: the cache joins the pages of a connection (`relayPagination`).
 *
 * `document` has a variable `after`; `pick` finds the connection in its data.
 */
export function usePages<D, V extends AnyVariables, N>(
  document: TypedDocumentNode<D, V>,
  variables: Omit<V, "after">,
  pick: (data: D) => Page<N> | null | undefined,
) {
  const key = JSON.stringify(variables);
  const [at, setAt] = useState<{ key: string; after: string | null }>({ key, after: null });
  // Another list begins at its start.
  const after = at.key === key ? at.after : null;
  const pageAfter = (after: string | null) => ({ ...variables, after }) as unknown as V;
  const [result] = useQuery({ query: document, variables: pageAfter(after) });
  const client = useClient();
  useEffect(() => {
    const again = () => {
      setAt({ key, after: null });
      void client.query(document, pageAfter(null), { requestPolicy: "network-only" }).toPromise();
    };
    live.addEventListener("gap", again);
    return () => live.removeEventListener("gap", again);
  }, [client, document, key]);

  const page = result.data && pick(result.data);
  return {
    items: page?.edges.map((edge) => edge.node) ?? [],
    isReading: result.fetching || result.stale,
    isRead: Boolean(page),
    error: page ? undefined : result.error,
    more: page?.pageInfo.hasNextPage
      ? () => setAt({ key, after: page.pageInfo.endCursor })
      : undefined,
  };
}
