import type { HoursWeek } from '../../api/types';
import { Chip } from '../../components/clinic/Chip';
import { duration } from '../../components/clinic/duration';
import { hoursOf as words } from '../../texts/clinic';

/** How a week stands against its plan. One that goes on is never short. */
export function PlanChip({ week }: { week: HoursWeek }) {
  if (week.over_minutes > 0) return <Chip tone="attention">{words.over(duration(Math.ceil(week.over_minutes)))}</Chip>;
  if (week.planned_minutes === 0) return <Chip tone="quiet">{words.noPlan}</Chip>;
  if (week.short_minutes === 0) return <Chip tone="good">{words.reached}</Chip>;
  const missing = duration(Math.ceil(week.short_minutes));
  return week.is_over ? (
    <Chip tone="attention">{words.short(missing)}</Chip>
  ) : (
    <Chip tone="quiet">{words.toGo(missing)}</Chip>
  );
}
