import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { show } from '../testing/show';
import { NothingHere } from './clinic/NothingHere';
import { PageNotFound } from './PageNotFound';

describe('an address that leads nowhere', () => {
  it('has words for clients, and a way back for everybody else', () => {
    show(<PageNotFound />);
    screen.getByText(/open the link that your clinic sent you/);
    expect(screen.getByRole('link', { name: 'To the first page' }).getAttribute('href')).toBe('/');
  });

  it('leads staff and auditors back, and speaks of no link to a session', () => {
    show(<NothingHere />);
    screen.getByRole('heading', { level: 1, name: 'There is nothing here' });
    expect(screen.getByRole('link', { name: 'To the first page' }).getAttribute('href')).toBe('/');
    expect(screen.queryByText(/link that your clinic sent/)).toBeNull();
  });
});
