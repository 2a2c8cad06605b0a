import { useSession } from "../account/session";
import { FollowDocument, UnfollowDocument, type RelationFragment } from "../generated";
import { ActButton } from "../parts";

/** Follows, asks to follow a private account, or ends either. */
export function FollowButton({ person }: { person: RelationFragment }) {
  const { viewer } = useSession();
  if (!viewer || viewer.id === person.id) return null;
  const isOn = Boolean(person.viewerFollows || person.viewerHasRequested);
  return (
    <ActButton
      act={isOn ? UnfollowDocument : FollowDocument}
      variables={{ id: person.id }}
      className={isOn ? "" : "primary"}
      aria-label={`${textOf(person)}: ${person.displayName}`}
    >
      {textOf(person)}
    </ActButton>
  );
}

function textOf({ isPrivate, viewerFollows, viewerHasRequested, followsViewer }: RelationFragment) {
  if (viewerFollows) return "Following";
  if (viewerHasRequested) return "Requested";
  if (isPrivate) return "Ask to follow";
  return followsViewer ? "Follow back" : "Follow";
}
