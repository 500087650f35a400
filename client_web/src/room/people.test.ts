import { describe, expect, it } from 'vitest';
import type { ParticipantView, RoomView, WaitingView } from '../protocol/messages';
import { changes } from './changes';
import { hueOf, initials, peopleOf } from './people';

const person = (participant: string, more: Partial<ParticipantView> = {}): ParticipantView => ({
  participant,
  name: participant.toUpperCase(),
  pronouns: '',
  role: 'client',
  people: null,
  connectivity: 'connected',
  quality: null,
  tracks: [
    { source: 'microphone', muted: false },
    { source: 'camera', muted: false },
  ],
  hand: null,
  ...more,
});

const waits = (participant: string): WaitingView => ({
  participant,
  name: participant.toUpperCase(),
  legal_name: '',
  since: '2026-05-04T16:00:00Z',
  connectivity: 'connected',
  talking_with: null,
  was_removed: false,
  not_with_group: false, name_used: '', pronouns: '', role: 'client' as const, guest_of: '', relation: '', over: [], not_agreed: [],
});

const viewOf = (participants: ParticipantView[], waiting: WaitingView[] | null = null): RoomView =>
  ({
    session: { phase: 'in_progress', break_ends_at: null },
    me: { participant: 'me', place: 'in_room', hand_raised: false, on_hold: false },
    participants,
    staff: waiting && { waiting, hands: participants.flatMap(({ participant, name, hand }) => (hand ? [{ participant, name, breakout: null }] : [])) },
    breakouts: null,
    spotlight: null,
    screen: null,
    handout: null,
  }) as unknown as RoomView;

const track = { id: 't' } as MediaStreamTrack;
const state = { remote: new Map([['ada', { camera: track }]]), speaking: ['ada'], audioOnly: false };

describe('a person on a tile', () => {
  it('has a picture only while the camera is on and pictures are wanted', () => {
    expect(peopleOf(viewOf([person('ada')]), state)[0]!.picture).toBe(track);
    const off = person('ada', { tracks: [{ source: 'camera', muted: true }] });
    expect(peopleOf(viewOf([off]), state)[0]!.picture).toBeNull();
    expect(peopleOf(viewOf([person('ada')]), { ...state, audioOnly: true })[0]!.picture).toBeNull();
  });

  it('never speaks while muted', () => {
    const muted = person('ada', { tracks: [{ source: 'microphone', muted: true }] });
    expect(peopleOf(viewOf([muted]), state)[0]).toMatchObject({ muted: true, speaking: false });
    expect(peopleOf(viewOf([person('ada')]), state)[0]).toMatchObject({ muted: false, speaking: true });
  });

  it('has initials and a hue of their own', () => {
    expect(['Ada', 'ada lovelace', ' Mary Jane  Watson ', '🌻 Sun', ''].map(initials)).toEqual(['A', 'AL', 'MW', '🌻S', '']);
    expect(hueOf('ada')).toBe(hueOf('ada'));
    expect(hueOf('ada')).not.toBe(hueOf('ben'));
  });
});

describe('what is said aloud', () => {
  it('is who came, who left, whose hand went up, and who waits', () => {
    const before = viewOf([person('ada'), person('ben')], []);
    const after = viewOf([person('ada', { hand: 1 }), person('cy')], [waits('dee')]);
    expect(changes(before, after)).toEqual([
      { kind: 'came', name: 'CY' },
      { kind: 'left', name: 'BEN' },
      { kind: 'hand', name: 'ADA', breakout: null },
      { kind: 'waits', name: 'DEE' },
    ]);
  });

  it('is where one is now and with whom, and not that all the others left', () => {
    const before = viewOf([person('ada'), person('ben'), person('cy')]);
    const divided = { ...viewOf([person('ada')]), breakouts: { ends_at: null, here: 'One' } };
    const after = { ...divided, me: { ...divided.me, place: 'breakout' as const } };
    expect(changes(before, after)).toEqual([{ kind: 'moved', from: 'in_room', to: 'breakout', breakout: 'One', people: ['ADA'] }]);
    const two = { ...after, breakouts: { ends_at: null, here: 'Two' }, participants: [person('cy')] };
    expect(changes(after, two)).toEqual([{ kind: 'moved', from: 'breakout', to: 'breakout', breakout: 'Two', people: ['CY'] }]);
    const staysBehind = { ...viewOf([]), breakouts: { ends_at: null, here: null } };
    expect(changes(before, staysBehind)).toEqual([{ kind: 'divided', on: true }]);
  });

  it('is that a break begins and ends, and who is in front', () => {
    const before = viewOf([person('ada')]);
    const session = { ...before.session, phase: 'on_break' as const, break_ends_at: 'then' };
    expect(changes(before, { ...before, session })).toEqual([{ kind: 'break', until: 'then' }]);
    expect(changes({ ...before, session }, before)).toEqual([{ kind: 'break', until: null }]);
    expect(changes(before, { ...before, spotlight: 'ada' })).toEqual([{ kind: 'spotlight', on: 'ADA' }]);
    const handout = { handout: 'h-1', title: 'Coping cards', media_type: 'image/png' };
    expect(changes(before, { ...before, handout })).toEqual([{ kind: 'handout', title: 'Coping cards' }]);
    expect(changes(before, { ...before, screen: 'ada' })).toEqual([{ kind: 'screen', of: 'ADA' }]);
    expect(changes(before, { ...before, spotlight: 'me' })).toEqual([{ kind: 'spotlight', on: 'me' }]);
  });

  it('is nothing at first, and nothing for a hand that stays up', () => {
    expect(changes(null, viewOf([person('ada')]))).toEqual([]);
    const up = viewOf([person('ada', { hand: 2 })]);
    expect(changes(up, viewOf([person('ada', { hand: 1 })]))).toEqual([]);
  });
});
