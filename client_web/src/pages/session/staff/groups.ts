import type { RosterView, SessionView } from '../../../protocol/messages';

export type Group = 'in_room' | 'remote' | 'waiting' | 'expected' | 'absent' | 'gone';

const ORDER: readonly Group[] = ['in_room', 'remote', 'waiting', 'expected', 'absent', 'gone'];
/** Who has not come by then, counted from the start, is shown as absent; the record says so only at the end. */
const ABSENT_AFTER_MS = 15 * 60_000;

/** Where everybody is, each once; groups without anybody are left out. */
export function groupsOf(
  roster: readonly RosterView[],
  session: Pick<SessionView, 'started_at'>,
  now: number,
): [Group, RosterView[]][] {
  const late = session.started_at !== null && now - Date.parse(session.started_at) >= ABSENT_AFTER_MS;
  const groups = new Map<Group, RosterView[]>(ORDER.map((group) => [group, []]));
  const ordered = [...roster].sort((one, other) => one.name.localeCompare(other.name));
  for (const entry of ordered) groups.get(groupOf(entry.status, late))!.push(entry);
  return [...groups].filter(([, entries]) => entries.length > 0);
}

function groupOf(status: RosterView['status'], late: boolean): Group {
  switch (status) {
    case 'expected':
      return late ? 'absent' : 'expected';
    case 'in_room':
    case 'remote':
    case 'waiting':
      return status;
    default:
      return 'gone';
  }
}
