import { Link, useLocation } from "wouter";
import { Icon, type IconName } from "./Icon";

type Props = { href: string; icon: IconName; text: string; count?: number };

/** A place of the navigation, with how much is new there. */
export function Item({ href, icon, text, count = 0 }: Props) {
  const [location] = useLocation();
  return (
    <Link href={href} aria-current={location === href ? "page" : undefined}>
      <Icon name={icon} />
      <span className="navigation-text">{text}</span>
      {count > 0 && (
        <span className="count">
          {count > 99 ? "99+" : count}
          <span className="hidden"> unread</span>
        </span>
      )}
    </Link>
  );
}
