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
    me: { participant: 'me', place: 'in_room', hand_raised: false, on_hold: false },
    participants,
    staff: waiting && { waiting, roster: [], locked: false, waiting_message: '', storage_healthy: true, leads: true },
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
      { kind: 'hand', name: 'ADA' },
      { kind: 'came', name: 'CY' },
      { kind: 'left', name: 'BEN' },
      { kind: 'waits', name: 'DEE' },
    ]);
  });

  it('is nothing at first, and nothing for a hand that stays up', () => {
    expect(changes(null, viewOf([person('ada')]))).toEqual([]);
    const up = viewOf([person('ada', { hand: 2 })]);
    expect(changes(up, viewOf([person('ada', { hand: 1 })]))).toEqual([]);
  });
});
