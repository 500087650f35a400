import { fireEvent, screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';
import type { ScheduleChoices } from '../../api/types';
import { serve, show } from '../../testing/show';
import { freshForm } from './draft';
import { SeriesForm } from './SeriesForm';

const CHOICES: ScheduleChoices = { programs: [], tracks: [], sites: [], facilitators: [], clients: [] };

it('says at the last day that it is before the first', () => {
  serve({});
  const start = { ...freshForm('2026-03-05', CHOICES), title: 'Walk', at: '10:00', last: '2026-03-12' };
  show(<SeriesForm start={start} choices={CHOICES} follows={null} saving={false} problem={null} onSave={vi.fn()} />);
  expect(screen.queryByText('This is before the first day.')).toBeNull();
  fireEvent.change(screen.getByLabelText('Last day'), { target: { value: '2026-03-01' } });
  screen.getByText('This is before the first day.');
});
