import { useLocation } from "wouter";
import { BlockDocument, MuteDocument, UnmuteDocument } from "../generated";
import { ActButton } from "../parts";
import type { Profile } from "./ProfileHeader";

/** Mutes or blocks; the settings list both, to end them. */
export function ProfileMenu({ person }: { person: Profile }) {
  const [, go] = useLocation();
  const { id, displayName, viewerIsMuting } = person;
  return (
    <>
      <ActButton act={viewerIsMuting ? UnmuteDocument : MuteDocument} variables={{ id }}>
        {viewerIsMuting ? "Unmute" : "Mute"}
      </ActButton>
      <ActButton
        act={BlockDocument}
        variables={{ id }}
        question={`Block ${displayName}? You no longer see each other, and follows between you end.`}
        onDone={() => go("/settings/blocks")}
      >
        Block
      </ActButton>
    </>
  );
}
