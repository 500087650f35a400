import { expect, test } from 'vitest';
import { draftFrom, moved, open, said, sameAs } from './draft';

const QUESTIONS = ['driving', 'place', 'number', 'alone', 'agreement'] as const;
const LAST = { at_home: true, state: 'CO', address: '12 Elm Street', phone: '555-0142', adult_name: '', adult_phone: '' };
const WITH_ROSA = { ...LAST, adult_name: 'Rosa', adult_phone: '555-0199' };

test('a first join leaves every question open, a later one only what depends on the moment', () => {
  expect(open(draftFrom(null), QUESTIONS)).toEqual(QUESTIONS);
  expect(open(draftFrom(LAST), QUESTIONS)).toEqual(['driving', 'alone', 'agreement']);
  expect(open(draftFrom(null), ['place'])).toEqual(['place']);
});

test('a place needs its state, and a number seven digits', () => {
  const draft = { ...draftFrom(null), at_home: false };
  expect(open(draft, ['place'])).toEqual(['place']);
  expect(open({ ...draft, state: 'CO' }, ['place'])).toEqual([]);
  expect(open({ ...draft, phone: '555-010' }, ['number'])).toEqual(['number']);
  expect(open({ ...draft, phone: 'call me at 5550100' }, ['number'])).toEqual(['number']);
  expect(open({ ...draft, phone: ' (555) 010-0100 ' }, ['number'])).toEqual([]);
});

test('the address of home is not taken for that of another place, and comes back with home', () => {
  const away = moved(draftFrom(LAST), false, LAST);
  expect([away.address, away.state]).toEqual(['', 'CO']);
  expect(moved(away, true, LAST).address).toBe('12 Elm Street');
});

test('a no is sent as it was said, and the same as last time is all well', () => {
  const draft = { ...draftFrom(LAST), alone: false, driving: false, agreed: false };
  expect(said(draft, '1')).toMatchObject({ ...LAST, alone: false, agreed: false, agreement: '1' });
  expect(sameAs(LAST, '1')).toEqual({ ...LAST, adult: null, alone: true, driving: false, agreed: true, agreement: '1' });
  expect(sameAs(WITH_ROSA, '1')).toMatchObject({ adult: true, adult_name: 'Rosa', adult_phone: '555-0199' });
});

test('a minor names an adult with their number, or nobody, and is asked anew each time', () => {
  const draft = draftFrom(WITH_ROSA);
  expect(open(draft, ['adult'])).toEqual(['adult']);
  expect(open({ ...draft, adult: true }, ['adult'])).toEqual([]);
  expect(open({ ...draft, adult: true, adult_phone: '' }, ['adult'])).toEqual(['adult']);
  const nobody = { ...draft, adult: false };
  expect(open(nobody, ['adult'])).toEqual([]);
  expect(said(nobody, '1')).toMatchObject({ adult: false, adult_name: '', adult_phone: '' });
});
