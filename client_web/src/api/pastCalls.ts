import { useInfiniteQuery } from '@tanstack/react-query';
import { get } from './client';
import type { PastCalls } from './types';

/** Calls for help that were made, the newest first. */
export function usePastCalls() {
  return useInfiniteQuery({
    queryKey: ['past-calls'],
    queryFn: ({ pageParam, signal }) => get<PastCalls>('/api/help/past', { before: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
}
