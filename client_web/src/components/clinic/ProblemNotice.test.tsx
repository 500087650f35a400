import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { ApiProblem } from '../../api/problem';
import { show } from '../../testing/show';
import { ProblemNotice } from './ProblemNotice';

it('does not ask to try again what is refused for good', () => {
  const detail = 'Ana Herrera is kept apart from Ben Moss, who is on this roster.';
  show(<ProblemNotice problem={new ApiProblem('conflict', 409, { code: 'kept_apart', detail })} />);
  expect(screen.getByRole('alert').textContent).toBe(`Not together in one session${detail}`);
});

it('says of other conflicts what is safe and what to try', () => {
  show(<ProblemNotice problem={new ApiProblem('conflict', 409, { code: 'changed', detail: 'They went.' })} />);
  expect(screen.getByRole('alert').textContent).toContain('They went. Nothing was overwritten.');
});
