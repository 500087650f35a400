import { useMutation, useQueryClient } from '@tanstack/react-query';
import { post } from '../../api/client';
import { ApiProblem } from '../../api/problem';
import type { components } from '../../protocol/openapi';
import { texts } from '../../texts/en';

type Joined = components['schemas']['Joined'];
type Join = components['schemas']['Join'];

/** Trade the link's token and the PIN for a login session. */
export function useJoin() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (join: Join) => post<Joined>('/api/join', join),
    onSuccess: () => queries.removeQueries(),
  });
}

/** Words for a refusal; null when the link itself is over. */
export function refusal(error: Error): string | null {
  if (!(error instanceof ApiProblem)) return texts.join.offline;
  switch (error.kind) {
    case 'gone':
    case 'not_found':
      return null;
    case 'signed_out':
    case 'forbidden':
    case 'invalid':
      return texts.join.wrong;
    case 'too_many':
      return texts.join.limited(error.retryAfter);
    default:
      return texts.join.offline;
  }
}
