import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { at, get, post, put } from './client';
import type {
  DrawEvidence,
  DrawMade,
  DrawRuleRequest,
  DrugScreen,
  DrugScreenAddition,
  DrugScreenMarkRequest,
  ProgramDrawRule,
  ProgramDraws,
} from './types';

const SCREENS = ['drug-screens'] as const;

export function useDrawRules() {
  return useQuery({ queryKey: SCREENS, queryFn: ({ signal }) => get<ProgramDrawRule[]>('/api/drug-screens', {}, signal) });
}

export function useProgramDraws(program: string | undefined) {
  return useQuery({
    queryKey: [...SCREENS, program],
    queryFn: ({ signal }) => get<ProgramDraws>(at`/api/drug-screens/${program ?? ''}`, {}, signal),
    enabled: program !== undefined,
  });
}

/** Who of a session's clients is asked on its day. */
export function useScreensOfSession(session: string) {
  return useQuery({
    queryKey: [...SCREENS, 'session', session],
    queryFn: ({ signal }) => get<DrugScreen[]>(at`/api/sessions/${session}/drug-screens`, {}, signal),
  });
}

export function useDrawEvidence(draw: string) {
  return useQuery({
    queryKey: ['drug-screen-draw', draw],
    queryFn: ({ signal }) => get<DrawEvidence>(at`/api/drug-screen-draws/${draw}`, {}, signal),
  });
}

export function useDraw(program: string) {
  return useChange(() => post<DrawMade>(at`/api/drug-screens/${program}`));
}

export function useSetDrawRule(program: string) {
  return useChange((rule: DrawRuleRequest) => put<ProgramDrawRule>(at`/api/drug-screens/${program}/rule`, rule));
}

export function useAskForCause(program: string) {
  return useChange((one: DrugScreenAddition) => post(at`/api/drug-screens/${program}/additions`, one));
}

export function useMarkScreen({ id, program_id }: DrugScreen) {
  return useChange((mark: DrugScreenMarkRequest) => put(at`/api/drug-screens/${program_id}/screens/${id}`, mark));
}

function useChange<Request, Answer>(change: (request: Request) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: change, onSettled: () => queries.invalidateQueries({ queryKey: SCREENS }) });
}
