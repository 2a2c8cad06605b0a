import { Link } from "wouter";
import { FollowersDocument, FollowingDocument } from "../generated";
import { List, Page, usePages } from "../parts";
import { PersonRow } from "./PersonRow";

const LISTS = { followers: FollowersDocument, following: FollowingDocument };

type Props = { username: string; list: keyof typeof LISTS };

/** Who follows a user, or whom they follow. */
export function FollowsPage({ username, list }: Props) {
  const pages = usePages(LISTS[list], { username }, ({ user }) => user?.list);
  return (
    <Page title={list === "followers" ? "Followers" : "Following"}>
      <p className="pad">
        <Link href={`/u/${username}`}>@{username}</Link>
      </p>
      <List
        label="People"
        empty="There is nobody here, or this user does not show it."
        pages={pages}
      >
        {(person) => <PersonRow person={person} />}
      </List>
    </Page>
  );
}
