const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];
const RELATIVE = new Intl.RelativeTimeFormat("en", { style: "narrow" });

/** How long ago, or the date after a week; the exact time as its title. */
export function Time({ at }: { at: string }) {
  const time = new Date(at);
  return (
    <time className="quiet" dateTime={at} title={time.toLocaleString("en")}>{inWords(time)}</time>
  );
}

function inWords(time: Date): string {
  const seconds = (Date.now() - time.getTime()) / 1000;
  if (seconds > 7 * 86_400) return time.toLocaleDateString("en", { dateStyle: "medium" });
  const [unit, length] = UNITS.find(([, length]) => seconds >= length) ?? [];
  return unit && length ? RELATIVE.format(-Math.floor(seconds / length), unit) : "now";
}
