import { useQuery } from "urql";
import {
  MyNotificationSettingsDocument,
  UpdateNotificationSettingsDocument,
  type NotificationSenders,
} from "../generated";
import { Choice, Problem, Switch, useAct } from "../parts";

const KINDS = {
  follow: "Follows by",
  like: "Likes by",
  comment: "Comments by",
  reply: "Replies by",
  mention: "Mentions by",
} as const;
const SENDERS: Record<NotificationSenders, string> = {
  EVERYBODY: "Everybody",
  FOLLOWERS: "Your followers",
  FOLLOWED: "Users whom you follow",
  MUTUALS: "Followers whom you follow",
  NOBODY: "Nobody",
};

/** Each change is saved at once. */
export function NotificationsSection() {
  const [{ data, error }] = useQuery({ query: MyNotificationSettingsDocument });
  const [update] = useAct(UpdateNotificationSettingsDocument);
  const settings = data?.notificationSettings;
  if (!settings) return <Problem error={error} />;
  return (
    <div className="card">
      {Object.entries(KINDS).map(([kind, label]) => (
        <Choice
          key={kind}
          label={label}
          value={settings[kind as keyof typeof KINDS]}
          options={SENDERS}
          onChange={(senders) => void update({ [kind]: senders })}
        />
      ))}
      <Switch
        label="Nothing of accounts younger than 7 days, unless you follow them"
        checked={settings.quietNewAccounts}
        onChange={(quietNewAccounts) => void update({ quietNewAccounts })}
      />
    </div>
  );
}
