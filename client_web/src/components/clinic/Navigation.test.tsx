import { fireEvent, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { serve, show } from '../../testing/show';
import { Navigation } from './Navigation';

const menu = () => screen.getByRole('button', { name: /^Menu/ });

describe('the menu of a narrow screen', () => {
  it('says where one is and what waits, opens, and closes again with Escape', async () => {
    serve({ 'GET /api/signing/count': { sessions: 2 } });
    show(<Navigation role="admin" />);
    await screen.findByRole('button', { name: 'Menu Today 2 sessions' });
    fireEvent.click(menu());
    expect(menu().getAttribute('aria-expanded')).toBe('true');
    fireEvent.keyDown(screen.getByRole('link', { name: 'Audit' }), { key: 'Escape' });
    expect(menu().getAttribute('aria-expanded')).toBe('false');
    expect(document.activeElement).toBe(menu());
  });

  it('closes when one has chosen, also the page that one is on', () => {
    serve({ 'GET /api/signing/count': { sessions: 0 } });
    show(<Navigation role="facilitator" />);
    fireEvent.click(menu());
    fireEvent.click(screen.getByRole('link', { name: 'Today' }));
    expect(menu().getAttribute('aria-expanded')).toBe('false');
    expect(screen.queryByRole('link', { name: 'Devices' })).toBeNull();
  });
});
