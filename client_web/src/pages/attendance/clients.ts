import type { ClientAttendance } from '../../api/types';

/** Clients whose name or record number holds every word of the search, in the order of their names. */
export function matching(clients: readonly ClientAttendance[], search: string): ClientAttendance[] {
  const words = search.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return clients
    .filter(({ client }) => {
      const text = `${client.legal_name} ${client.name} ${client.record_number ?? ''}`.toLocaleLowerCase();
      return words.every((word) => text.includes(word));
    })
    .sort((one, other) => one.client.legal_name.localeCompare(other.client.legal_name));
}

/** What the weeks come to. */
export function totals(client: ClientAttendance): { minutes: number; attended: number; expected: number } {
  const sum = (of: (week: ClientAttendance['weeks'][number]) => number) =>
    client.weeks.reduce((total, week) => total + of(week), 0);
  return {
    minutes: sum((week) => week.countable_minutes),
    attended: sum((week) => week.sessions_attended),
    expected: sum((week) => week.sessions_expected),
  };
}
