import { describe, expect, it } from 'vitest';
import type { RosterView } from '../../../protocol/messages';
import { groupsOf } from './groups';

const STARTED = '2026-03-02T14:00:00.000Z';
const MINUTE = 60_000;
const entry = (participant: string, status: RosterView['status']): RosterView => ({
  participant,
  name: participant,
  legal_name: participant,
  name_used: '',
  pronouns: '',
  status,
  minutes: 0,
  identity_confirmed: false,
  quick_exit: false,
  agrees_to_observers: false,
  place: null,
  answers: null,
  talk_first: [],
  hours: null,
});
const names = (roster: RosterView[], minute: number) =>
  groupsOf(roster, { started_at: STARTED }, Date.parse(STARTED) + minute * MINUTE).map(([group, entries]) => [
    group,
    entries.map(({ participant }) => participant),
  ]);

describe('the roster in the room', () => {
  it('says of everybody where they are, once', () => {
    const roster = [entry('eve', 'removed'), entry('dan', 'expected'), entry('cy', 'waiting'), entry('bo', 'remote'), entry('al', 'in_room')];
    expect(names(roster, 1)).toEqual([
      ['in_room', ['al']],
      ['remote', ['bo']],
      ['waiting', ['cy']],
      ['expected', ['dan']],
      ['gone', ['eve']],
    ]);
  });

  it('keeps one line for whoever goes from the room to home', () => {
    expect(names([entry('al', 'remote')], 30)).toEqual([['remote', ['al']]]);
  });

  it('calls absent who has not come a quarter of an hour after the start', () => {
    expect(names([entry('dan', 'expected')], 14)).toEqual([['expected', ['dan']]]);
    expect(names([entry('dan', 'expected')], 15)).toEqual([['absent', ['dan']]]);
    expect(groupsOf([entry('dan', 'expected')], { started_at: null }, Date.parse(STARTED) + 60 * MINUTE)[0]![0]).toBe('expected');
  });
});
