import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { StaffArea } from '../../components/clinic/StaffArea';
import { serve, show } from '../../testing/show';
import { WeekPage } from './WeekPage';

it('says once what was saved, and leaves it in no address that is loaded again', async () => {
  const clinic = { name: 'Cedar', phone: '1', time_zone: 'America/Los_Angeles' };
  serve({
    'GET /api/me': { person_id: 'a', name: 'Dana', role: 'admin', clinic },
    'GET /api/schedule': { sessions: [], holidays: [] },
  });
  window.history.replaceState(null, '', '/?week=2026-03-02&saved=3.0.0.0');
  show(
    <StaffArea title="Schedule">
      <WeekPage />
    </StaffArea>,
  );
  await screen.findByText('3 sessions were made.');
  await expect.poll(() => window.location.search).toBe('?week=2026-03-02');
  screen.getByText('3 sessions were made.');
});
