import { useMutation, useQueryClient } from '@tanstack/react-query';
import { post, rememberTab } from '../../api/client';
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
    onSuccess: (joined) => {
      rememberTab(joined.tab);
      queries.removeQueries();
    },
  });
}

/** What the server says of a link when it is not the PIN that is wrong (`detail`; the status is 401 for all). */
const DAMAGED = 'This link is not valid.';
const EARLY = 'This link opens shortly before the session. Please come back then.';

function unauthenticated({ document }: ApiProblem): string | null {
  if (document.detail === DAMAGED) return null;
  return document.detail === EARLY ? texts.join.early : texts.join.wrong;
}

/** Words for a refusal; null when the link itself is over or damaged. */
export function refusal(error: Error): string | null {
  if (!(error instanceof ApiProblem)) return texts.join.offline;
  switch (error.kind) {
    case 'gone':
    case 'not_found':
    case 'invalid': // A PIN of any digits can be read: it is the token that cannot.
      return null;
    case 'signed_out':
      return unauthenticated(error);
    case 'forbidden':
      return texts.join.wrong;
    case 'too_many':
      return texts.join.limited(error.retryAfter);
    default:
      return texts.join.offline;
  }
}
