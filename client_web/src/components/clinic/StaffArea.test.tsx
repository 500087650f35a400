import { useQuery } from '@tanstack/react-query';
import { act, cleanup, fireEvent, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { get } from '../../api/client';
import type { Me } from '../../api/types';
import { serve, show, type Answers } from '../../testing/show';
import { StaffArea } from './StaffArea';

const FACILITATOR: Me = {
  person_id: 'p1',
  role: 'facilitator',
  name: 'Mara',
  clinic: { id: 'c1', name: 'Cedar', phone: '(555) 010-0142', time_zone: 'America/New_York' },
  session_id: null,
  expires_at: '2026-03-02T20:00:00Z',
};

/** A page that reads something whenever it is told to. */
function Content() {
  const words = useQuery({ queryKey: ['words'], queryFn: () => get<{ words: string }>('/api/words') });
  return (
    <>
      <p>{words.data?.words}</p>
      <button onClick={() => void words.refetch()}>Read again</button>
    </>
  );
}

function signIn(): void {
  fireEvent.change(screen.getByLabelText('E-mail'), { target: { value: ' mara@cedar.example ' } });
  fireEvent.change(screen.getByLabelText('Password'), { target: { value: 'secret' } });
  fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
}

describe('a page of staff', () => {
  it('asks to sign in first, and then shows what was asked for', async () => {
    serve({ 'GET /api/me': 204, 'POST /api/login': FACILITATOR, 'GET /api/words': { words: 'Welcome' } });
    show(
      <StaffArea title="Today">
        <Content />
      </StaffArea>,
    );
    await screen.findByRole('heading', { name: 'Sign in' });
    expect(screen.queryByText('Read again')).toBeNull();
    signIn();
    await screen.findByText('Welcome');
    expect(document.title).toBe('Today');
  });

  it('says kindly that e-mail and password do not match', async () => {
    serve({ 'GET /api/me': 204, 'POST /api/login': 401 });
    show(<StaffArea title="Today">never</StaffArea>);
    await screen.findByRole('heading', { name: 'Sign in' });
    signIn();
    expect((await screen.findByRole('alert')).textContent).toContain('do not match');
  });

  it('forgets what was read once nobody is signed in any more', async () => {
    const answers: Answers = { 'GET /api/me': FACILITATOR, 'GET /api/words': { words: 'Of one person only' } };
    serve(answers);
    show(
      <StaffArea title="Today">
        <Content />
      </StaffArea>,
    );
    await screen.findByText('Of one person only');
    answers['GET /api/words'] = 401;
    answers['GET /api/me'] = 204;
    fireEvent.click(screen.getByText('Read again'));
    await screen.findByRole('heading', { name: 'Sign in' });

    answers['POST /api/login'] = FACILITATOR;
    signIn();
    await screen.findByText('Read again');
    expect(screen.queryByText('Of one person only')).toBeNull();
  });

  it('says whose clock it shows on a computer elsewhere, and only there', async () => {
    const at = (time_zone: string) => ({ 'GET /api/me': { ...FACILITATOR, clinic: { ...FACILITATOR.clinic, time_zone } } });
    serve(at('Asia/Kathmandu'));
    show(<StaffArea title="Today">Roster</StaffArea>);
    await screen.findByText('all times GMT+5:45');
    cleanup();
    serve(at(new Intl.DateTimeFormat().resolvedOptions().timeZone));
    show(<StaffArea title="Today">Roster</StaffArea>);
    await screen.findByText('Roster');
    expect(screen.queryByText(/^all times/)).toBeNull();
  });

  it('forgets it too when it learns that only by asking who is signed in', async () => {
    const answers: Answers = { 'GET /api/me': FACILITATOR, 'GET /api/words': { words: 'Of one person only' } };
    serve(answers);
    const queries = show(
      <StaffArea title="Today">
        <Content />
      </StaffArea>,
    );
    await screen.findByText('Of one person only');
    answers['GET /api/me'] = 204;
    await act(() => queries.refetchQueries({ queryKey: ['me'] }));
    await screen.findByRole('heading', { name: 'Sign in' });
    expect(queries.getQueryData(['words'])).toBeUndefined();
  });

  it('shows devices to admins only, in the navigation and as a page', async () => {
    serve({ 'GET /api/me': FACILITATOR });
    show(
      <StaffArea title="Devices" adminsOnly>
        <p>Tablets</p>
      </StaffArea>,
    );
    await screen.findByText('This page is for admins');
    expect(screen.queryByText('Tablets')).toBeNull();
    expect(screen.queryByRole('link', { name: 'Devices' })).toBeNull();
  });

  it('sends a client to their link', async () => {
    serve({ 'GET /api/me': { ...FACILITATOR, role: 'client' } });
    show(<StaffArea title="Today">Roster</StaffArea>);
    await screen.findByText('This page is for staff');
    expect(screen.queryByText('Roster')).toBeNull();
    expect(screen.queryByRole('navigation')).toBeNull();
  });

  it('offers to try again when the server cannot be reached', async () => {
    const answers: Answers = { 'GET /api/me': 0 };
    serve(answers);
    show(<StaffArea title="Today">Here</StaffArea>);
    await screen.findByText('The server cannot be reached');
    answers['GET /api/me'] = FACILITATOR;
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await screen.findByText('Here');
  });
});
