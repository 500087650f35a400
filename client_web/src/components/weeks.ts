/** The weeks (Sunday first) of a month; null where a week reaches into another month. */
export function weeksOfMonth(year: number, month: number): (Date | null)[][] {
  const days = new Date(year, month + 1, 0).getDate();
  const cells: (Date | null)[] = Array.from({ length: new Date(year, month, 1).getDay() }, () => null);
  for (let day = 1; day <= days; day += 1) cells.push(new Date(year, month, day));
  while (cells.length % 7 !== 0) cells.push(null);
  return Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7));
}
