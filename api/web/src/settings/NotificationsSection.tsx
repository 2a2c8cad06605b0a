import { useQuery } from "urql";
import {
  MyNotificationSettingsDocument,
  UpdateNotificationSettingsDocument,
  type NotificationSenders,
} from "../generated";
import { Choice, Problem, Switch, useAct, type Options } from "../parts";

const KINDS = {
  follow: "Follows by",
  like: "Likes by",
  comment: "Comments by",
  reply: "Replies by",
  mention: "Mentions by",
} as const;
const SENDERS: Options<NotificationSenders> = {
  EVERYBODY: "Everybody",
  FOLLOWERS: "Your followers",
  FOLLOWED: "Users whom you follow",
  MUTUALS: "Followers whom you follow",
  WITHIN_TWO_HOPS: "Users whom you follow, and whom they follow",
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
