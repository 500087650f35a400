import { act, fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Attention } from '../../api/types';
import { serve, show, type Answers } from '../../testing/show';
import AttentionBanner from './AttentionBanner';

const NOW = Date.parse('2026-03-02T18:14:30Z');

const group = (more: Partial<Attention> = {}): Attention => ({
  session: 's1',
  title: 'Evening group',
  time_zone: 'America/New_York',
  reason: 'without_staff',
  since: '2026-03-02T18:12:00Z',
  clients: 4,
  on_call: false,
  ...more,
});

const opened: string[] = [];
const start = async (answers: Answers, except?: string) => {
  serve(answers);
  show(<AttentionBanner onOpen={(session) => opened.push(session)} {...(except !== undefined && { except })} />);
  await later(0);
};
const later = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

beforeEach(() => {
  opened.length = 0;
  vi.useFakeTimers({ now: NOW });
});
afterEach(() => void vi.useRealTimers());

describe('the banner for sessions without staff', () => {
  it('says which, since when on the clock of the clinic, and for how long', async () => {
    await start({ 'GET /api/sessions/attention': [group()] });
    expect(screen.getByRole('alert').textContent).toContain('Evening group has been without staff since 1:12 PM (2 min).');
  });

  it('is there within ten seconds and gone when staff are back, by itself', async () => {
    const answers: Answers = { 'GET /api/sessions/attention': [] };
    await start(answers);
    expect(screen.getByRole('alert').textContent).toBe('');
    answers['GET /api/sessions/attention'] = [group()];
    await later(10_500);
    screen.getByText(/without staff/);
    answers['GET /api/sessions/attention'] = [];
    await later(10_500);
    expect(screen.getByRole('alert').textContent).toBe('');
  });

  it('does not read the minutes aloud again and again', async () => {
    await start({ 'GET /api/sessions/attention': [group()] });
    const minutes = screen.getByText(/2 min/);
    expect(minutes.getAttribute('aria-hidden')).toBe('true');
    await later(60_000);
    expect(minutes.textContent).toContain('3 min');
  });

  it('tells of who waits in numbers and never by name', async () => {
    await start({ 'GET /api/sessions/attention': [group({ reason: 'waiting', clients: 2 }), group({ session: 's2', reason: 'waiting', clients: 1 })] });
    screen.getByText(/^2 people have been waiting for Evening group, the first since 1:12 PM/);
    screen.getByText(/^Somebody has been waiting for Evening group since 1:12 PM/);
  });

  it('lets one step in, and opens the room then', async () => {
    await start({ 'GET /api/sessions/attention': [group()], 'POST /api/sessions/s1/cover': 204 });
    fireEvent.click(screen.getByRole('button', { name: 'Open the room of Evening group' }));
    expect(opened).toEqual([]);
    await later(0);
    expect(opened).toEqual(['s1']);
  });

  it('says so when the room cannot be opened', async () => {
    await start({ 'GET /api/sessions/attention': [group()], 'POST /api/sessions/s1/cover': 503 });
    fireEvent.click(screen.getByRole('button', { name: /^Open the room/ }));
    await later(0);
    screen.getByText(/could not be opened/);
    expect(opened).toEqual([]);
  });

  it('leaves out the session that the page shows already', async () => {
    await start({ 'GET /api/sessions/attention': [group()] }, 's1');
    expect(screen.queryByRole('button')).toBeNull();
  });
});
