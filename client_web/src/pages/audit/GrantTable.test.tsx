import { screen } from '@testing-library/react';
import { describe, it } from 'vitest';
import type { Grant, Me } from '../../api/types';
import { StaffArea } from '../../components/clinic/StaffArea';
import { serve, show } from '../../testing/show';
import { GrantTable } from './GrantTable';

const ME = { role: 'admin', name: 'Noor', clinic: { id: 'c1', name: 'Cedar', phone: '', time_zone: 'America/New_York' } } as Me;
const grant = (id: string, expires_at: string): Grant => ({
  id,
  purpose: `Review ${id}`,
  clients: null,
  from_on: null,
  to_on: null,
  granted_at: '2026-12-01T00:00:00Z',
  expires_at,
  revoked_at: null,
  live: true,
});

describe('access until the end of a day', () => {
  it('reads as that day, not as midnight of the next', async () => {
    serve({ 'GET /api/me': ME });
    show(
      <StaffArea title="Audit">
        <GrantTable label="Grants" grants={[grant('one', '2026-12-12T05:00:00Z'), grant('two', '2026-12-12T20:30:00Z')]} />
      </StaffArea>,
    );
    await screen.findByText('End of Dec 11, 2026');
    screen.getByText('Dec 12, 2026, 3:30 PM');
  });
});
