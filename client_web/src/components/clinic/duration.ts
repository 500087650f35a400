import { record as words } from '../../texts/clinic';

/** `47 min`, `2 h 05 min`, `55 s`. What has passed entirely: 59.9 minutes are 59. */
export function duration(minutes: number): string {
  const whole = Math.floor(minutes + 1e-6);
  const seconds = Math.floor(minutes * 60 + 1e-6);
  if (whole === 0 && seconds > 0) return words.seconds(seconds);
  return whole < 60 ? words.minutes(whole) : words.hoursAndMinutes(Math.floor(whole / 60), whole % 60);
}

/** `2 h 12 min 30 s`, for evidence. */
export function exactDuration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const parts = [
    { amount: Math.floor(seconds / 3600), say: words.hours },
    { amount: Math.floor(seconds / 60) % 60, say: words.minutes },
    { amount: seconds % 60, say: words.seconds },
  ].filter(({ amount }) => amount > 0);
  return parts.length === 0 ? words.seconds(0) : parts.map(({ amount, say }) => say(amount)).join(' ');
}

/** Two lengths in minutes as `duration` has them, with their seconds where it would not tell them apart. */
export function tellApart(one: number, other: number): [string, string] {
  const [first, second] = [duration(one), duration(other)];
  if (first !== second || one === other) return [first, second];
  return [exactDuration(one * 60_000), exactDuration(other * 60_000)];
}

/** `7.5 h`: hours with at most one decimal, cut and never rounded up. */
export function hours(minutes: number): string {
  return words.hours(Math.floor(minutes / 6 + 1e-6) / 10);
}
