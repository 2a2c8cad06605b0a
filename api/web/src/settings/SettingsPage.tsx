import type { ComponentType } from "react";
import { Link } from "wouter";
import { Page } from "../parts";
import { AccountSection } from "./AccountSection";
import { BlocksSection } from "./BlocksSection";
import { DataSection } from "./DataSection";
import { MutesSection } from "./MutesSection";
import { NotificationsSection } from "./NotificationsSection";
import { PrivacySection } from "./PrivacySection";
import { ProfileSection } from "./ProfileSection";
import { RequestsSection } from "./RequestsSection";

/** A section more is a line here: its address, its name, and what shows it. */
const SECTIONS: Record<string, { name: string; Section: ComponentType }> = {
  profile: { name: "Profile", Section: ProfileSection },
  account: { name: "Account", Section: AccountSection },
  privacy: { name: "Privacy", Section: PrivacySection },
  notifications: { name: "Notifications", Section: NotificationsSection },
  requests: { name: "Requests", Section: RequestsSection },
  mutes: { name: "Mutes", Section: MutesSection },
  blocks: { name: "Blocks", Section: BlocksSection },
  data: { name: "Your data", Section: DataSection },
};

export function SettingsPage({ section }: { section: string }) {
  const shown = SECTIONS[section];
  return (
    <Page title="Settings">
      <nav aria-label="Settings" className="sections">
        {Object.entries(SECTIONS).map(([address, { name }]) => (
          <Link
            key={address}
            href={`/settings/${address}`}
            aria-current={address === section ? "page" : undefined}
          >
            {name}
          </Link>
        ))}
      </nav>
      {shown ? (
        <section aria-labelledby="section">
          <h2 id="section">{shown.name}</h2>
          <shown.Section />
        </section>
      ) : (
        <p className="pad">There are no such settings.</p>
      )}
    </Page>
  );
}
