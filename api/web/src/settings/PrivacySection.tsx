import { useQuery } from "urql";
import {
  MyPrivacyDocument,
  UpdatePrivacyDocument,
  type ListVisibility,
  type UpdatePrivacyMutationVariables,
  type WhoMayComment,
} from "../generated";
import { Choice, Problem, Switch, useAct, type Options } from "../parts";

const LISTS: Options<ListVisibility> = {
  EVERYBODY: "Everybody",
  FOLLOWERS: "Your followers",
  MUTUALS: "Followers whom you follow",
  NOBODY: "Nobody else",
};
const COMMENTS: Options<WhoMayComment> = {
  EVERYBODY: "Everybody",
  FOLLOWERS: "Your followers",
  FOLLOWED: "Users whom you follow",
  WITHIN_TWO_HOPS: "Users whom you follow, and whom they follow",
  MENTIONED: "Users whom the post mentions",
  NOBODY: "Nobody else",
};

/** Each change is saved at once. */
export function PrivacySection() {
  const [{ data, error }] = useQuery({ query: MyPrivacyDocument });
  const [update] = useAct(UpdatePrivacyDocument);
  const privacy = data?.me?.privacy;
  if (!privacy) return <Problem error={error} />;
  const save = (change: UpdatePrivacyMutationVariables) => void update(change);
  return (
    <div className="card">
      <Switch
        label="Private account: only followers see your posts, and you accept each of them"
        checked={privacy.isPrivate}
        onChange={(isPrivate) => save({ isPrivate })}
      />
      <Switch
        label="You are suggested to others, and found by your name"
        checked={privacy.isDiscoverable}
        onChange={(isDiscoverable) => save({ isDiscoverable })}
      />
      <Choice
        label="Who sees your followers"
        value={privacy.followersVisibleTo}
        options={LISTS}
        onChange={(followersVisibleTo) => save({ followersVisibleTo })}
      />
      <Choice
        label="Who sees whom you follow"
        value={privacy.followingVisibleTo}
        options={LISTS}
        onChange={(followingVisibleTo) => save({ followingVisibleTo })}
      />
      <Choice
        label="Who may comment on your new posts"
        value={privacy.whoMayComment}
        options={COMMENTS}
        onChange={(whoMayComment) => save({ whoMayComment })}
      />
    </div>
  );
}
