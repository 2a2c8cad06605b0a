import type { SubmitEvent } from "react";
import { useSearchParams } from "wouter";
import { Page } from "../parts";
import { FoundPeople } from "./FoundPeople";
import { FoundPosts } from "./FoundPosts";

/** The text and the kind are in the address, so that a search can be shared and gone back to. */
export function SearchPage() {
  const [params, setParams] = useSearchParams();
  const text = params.get("q") ?? "";
  const isOfPosts = params.get("in") === "posts";
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setParams({ q: String(new FormData(event.currentTarget).get("q")), in: params.get("in") ?? "people" });
  };
  const tab = (kind: string, name: string, isOn: boolean) => (
    <button type="button" aria-pressed={isOn} onClick={() => setParams({ q: text, in: kind })}>
      {name}
    </button>
  );
  return (
    <Page title="Search">
      <form role="search" onSubmit={submit} className="pad together">
        <input
          key={text}
          type="search"
          name="q"
          aria-label="Search"
          placeholder="Names, or words of posts"
          defaultValue={text}
        />
        <button className="primary">Search</button>
      </form>
      <div className="pad together" role="group" aria-label="What to search">
        {tab("people", "People", !isOfPosts)}
        {tab("posts", "Posts", isOfPosts)}
      </div>
      {text && (isOfPosts ? <FoundPosts text={text} /> : <FoundPeople text={text} />)}
    </Page>
  );
}
