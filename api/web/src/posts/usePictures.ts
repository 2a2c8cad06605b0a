import { useEffect, useRef, useState } from "react";

export type Picture = { file: File; preview: string; description: string };

export const MAX_PICTURES = 4;

/** The pictures that are chosen for a post, with their previews and descriptions. */
export function usePictures() {
  const [pictures, setPictures] = useState<Picture[]>([]);
  const previews = useRef<string[]>([]);
  useEffect(() => () => previews.current.forEach((preview) => URL.revokeObjectURL(preview)), []);

  const add = (files: File[]) => {
    const added = files.map((file) => {
      const preview = URL.createObjectURL(file);
      previews.current.push(preview);
      return { file, preview, description: "" };
    });
    setPictures((chosen) => [...chosen, ...added].slice(0, MAX_PICTURES));
  };
  const describe = (preview: string, description: string) =>
    setPictures((chosen) =>
      chosen.map((each) => (each.preview === preview ? { ...each, description } : each)),
    );
  const remove = (preview: string) =>
    setPictures((chosen) => chosen.filter((each) => each.preview !== preview));
  return { pictures, add, describe, remove, clear: () => setPictures([]) };
}
