import { useState, type SubmitEvent } from "react";
import { useMutation } from "urql";
import { CreatePostDocument, type PostAudience } from "../generated";
import { useViewer } from "../account/session";
import { Choice, Field, PictureInput, Problem } from "../parts";
import { AUDIENCES } from "./PostCard";
import { MAX_PICTURES, usePictures } from "./usePictures";

/** Writes a post. The key lets the server know a repetition, so a post is never made twice. */
export function Composer() {
  const viewer = useViewer();
  const [content, setContent] = useState("");
  const [audience, setAudience] = useState<PostAudience>("PUBLIC");
  const [idempotencyKey, setKey] = useState(() => crypto.randomUUID());
  const { pictures, add, describe, remove, clear } = usePictures();
  const [{ error, fetching }, createPost] = useMutation(CreatePostDocument);
  if (viewer.isSuspended) return <p className="pad">Your account is suspended: you can only read.</p>;

  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const result = await createPost({
      content,
      audience,
      idempotencyKey,
      images: pictures.map((picture) => picture.file),
      imageDescriptions: pictures.map((picture) => picture.description),
    });
    if (!result.data?.createPost) return;
    setContent("");
    clear();
    setKey(crypto.randomUUID());
  };
  const isEmpty = content.trim() === "" && pictures.length === 0;
  return (
    <form onSubmit={(event) => void submit(event)} className="card composer">
      <textarea
        aria-label="What is new?"
        placeholder="What is new?"
        name="content"
        rows={3}
        maxLength={5000}
        value={content}
        onChange={(event) => setContent(event.target.value)}
      />
      {pictures.map(({ preview, description }) => (
        <div key={preview} className="chosen">
          <img src={preview} alt="" />
          <Field
            label="Description"
            name="pictureDescription"
            value={description}
            maxLength={300}
            hint="What the picture shows, for those who do not see it."
            onChange={(event) => describe(preview, event.target.value)}
          />
          <button type="button" className="plain" onClick={() => remove(preview)}>Remove</button>
        </div>
      ))}
      <Problem error={error} />
      <div className="actions">
        <PictureInput
          label="Pictures"
          multiple
          disabled={pictures.length >= MAX_PICTURES}
          onChoose={add}
        />
        <Choice label="For" value={audience} options={AUDIENCES} onChange={setAudience} />
        <button className="primary" disabled={isEmpty || fetching}>Post</button>
      </div>
    </form>
  );
}
