import type { PostFragment } from "../generated";

/** Up to four pictures; each opens in full. Width and height keep their place until they are loaded. */
export function Pictures({ images }: { images: PostFragment["images"] }) {
  if (images.length === 0) return null;
  return (
    <div className={`pictures pictures-${images.length}`}>
      {images.map(({ url, large, width, height, description }) => (
        <a key={url} href={large} aria-label={description || "Picture"}>
          <img
            src={images.length === 1 ? large : url}
            alt={description}
            width={width}
            height={height}
            loading="lazy"
          />
        </a>
      ))}
    </div>
  );
}
