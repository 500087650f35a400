import { screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { serve, show } from '../../testing/show';
import InvitationPage from './InvitationPage';

afterEach(() => window.history.replaceState(null, '', '/'));

describe('the link for an auditor', () => {
  it('is said to be incomplete when its token is missing, and asks for no password', () => {
    serve({});
    show(<InvitationPage />);
    screen.getByText('This link is not complete');
    expect(screen.queryByLabelText('Password')).toBeNull();
    expect(screen.getByRole('link', { name: 'Sign in' }).getAttribute('href')).toBe('/');
  });

  it('asks for a password when it is whole', () => {
    window.history.replaceState(null, '', '/invitation#some-token');
    serve({});
    show(<InvitationPage />);
    screen.getByLabelText('Password');
  });
});
