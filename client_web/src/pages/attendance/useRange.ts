import { useLocation, useSearch } from 'wouter';
import { useStaff } from '../../components/clinic/StaffArea';
import { presetRange, rangeFromQuery, type DayRange } from '../../time/range';
import { dayIn, type Day } from '../../time/zone';

interface ChosenRange {
  range: DayRange;
  today: Day;
  choose: (range: DayRange) => void;
  /** The query string that keeps the range on the way to another page. */
  query: string;
}

/** The days that are looked at; they live in the address, so that a page can be sent to a colleague and come back to. */
export function useRange(): ChosenRange {
  const { clinic } = useStaff();
  const search = useSearch();
  const [location, navigate] = useLocation();
  const today = dayIn(clinic.time_zone, new Date());
  const range = rangeFromQuery(search, presetRange('four_weeks', today));
  const query = `?from=${range.from}&to=${range.to}`;
  const choose = ({ from, to }: DayRange) => navigate(`${location}?from=${from}&to=${to}`, { replace: true });
  return { range, today, choose, query };
}
