import { screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import type { Reach } from '../../api/types';
import { show } from '../../testing/show';
import { ReachForm } from './ReachForm';

vi.mock('../../language', async (original) => ({ ...(await original<object>()), language: 'es' }));

const NOTHING: Reach = {
  language: 'en',
  quiet: null,
  clinic_quiet: { start: '21:00:00', end: '08:00:00' },
  channels: [],
  ways: ['email'],
  version: 0,
};

describe('Where the clinic may write to somebody who reads the pages in Spanish', () => {
  const chosen = () => screen.getByLabelText<HTMLSelectElement>('Language of the messages').value;

  it('is in Spanish at first', () => {
    show(<ReachForm reach={NOTHING} onClose={() => undefined} />);
    expect(chosen()).toBe('es');
  });

  it('stays as it was said before', () => {
    show(<ReachForm reach={{ ...NOTHING, version: 3 }} onClose={() => undefined} />);
    expect(chosen()).toBe('en');
  });
});
