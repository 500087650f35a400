import { fireEvent, screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import { refusal, serve, show, type Answers } from '../../testing/show';
import { TeamDialog } from './TeamDialog';

const CHOICES = [{ person_id: 'lee', name: 'Lee Wong', observes: true }];

it('adds staff to a session and all that follow, once it is read what else they have then', async () => {
  const path = 'POST /api/schedule/series/evening/team';
  const answers: Answers = {
    'GET /api/sessions/one/team': CHOICES,
    [path]: refusal(409, 'warned', 'They have another session at the same time as 1 of these: 2026-03-09.'),
  };
  serve(answers);
  const onClose = vi.fn();
  show(<TeamDialog session="one" series={{ id: 'evening', day: '2026-03-05' }} onClose={onClose} />);
  await screen.findByRole('option', { name: 'Lee Wong' });
  fireEvent.change(screen.getByLabelText('At which sessions'), { target: { value: 'following' } });
  fireEvent.change(screen.getByLabelText('As what'), { target: { value: 'interpreter' } });
  fireEvent.change(screen.getByLabelText('Who'), { target: { value: 'lee' } });
  fireEvent.click(screen.getByRole('button', { name: 'Add' }));
  await screen.findByText(/1 of these: 2026-03-09/);
  expect(onClose).not.toHaveBeenCalled();
  answers[path] = {};
  fireEvent.click(screen.getByRole('button', { name: 'Add all the same' }));
  await vi.waitFor(() => expect(onClose).toHaveBeenCalled());
});

it('offers no series where there is none of theirs', async () => {
  serve({ 'GET /api/sessions/one/team': CHOICES });
  show(<TeamDialog session="one" series={null} onClose={vi.fn()} />);
  await screen.findByRole('option', { name: 'Lee Wong' });
  expect(screen.queryByLabelText('At which sessions')).toBeNull();
});
