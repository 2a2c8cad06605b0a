import { createStore } from "zustand/vanilla";

/**
 * The pictures picked in the toolbar, by name. A variable refers to one as "@name"; the transport
 * then sends the operation as a multipart request.
 */
export const attachments = createStore<{ files: ReadonlyMap<string, File> }>(() => ({
  files: new Map(),
}));

/** Keeps the files and returns the references for variables. */
export function attach(picked: Iterable<File>): string[] {
  const files = new Map(attachments.getState().files);
  const references: string[] = [];
  for (const file of picked) {
    files.set(file.name, file);
    references.push(`@${file.name}`);
  }
  attachments.setState({ files });
  return references;
}
