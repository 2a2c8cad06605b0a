import type { FetcherParams } from "@graphiql/toolkit";

type Upload = { path: string; file: File };

/**
 * The form of the GraphQL multipart request specification, or null if no variable refers to
 * an attached file.
 */
export function multipartForm(
  params: FetcherParams,
  files: ReadonlyMap<string, File>,
): FormData | null {
  const uploads: Upload[] = [];
  const variables = withoutFiles(params.variables, "variables", files, uploads);
  if (uploads.length === 0) return null;

  const form = new FormData();
  form.append("operations", JSON.stringify({ ...params, variables }));
  form.append("map", JSON.stringify(Object.fromEntries(uploads.map((u, i) => [i, [u.path]]))));
  uploads.forEach((upload, index) => form.append(String(index), upload.file));
  return form;
}

/** The value with null in place of every reference to a file; the files go to `uploads`. */
function withoutFiles(
  value: unknown,
  path: string,
  files: ReadonlyMap<string, File>,
  uploads: Upload[],
): unknown {
  if (typeof value === "string" && value.startsWith("@")) {
    const file = files.get(value.slice(1));
    if (!file) return value;
    uploads.push({ path, file });
    return null;
  }
  if (Array.isArray(value)) {
    return value.map((item, index) => withoutFiles(item, `${path}.${index}`, files, uploads));
  }
  if (value && typeof value === "object") {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key,
        withoutFiles(item, `${path}.${key}`, files, uploads),
      ]),
    );
  }
  return value;
}
