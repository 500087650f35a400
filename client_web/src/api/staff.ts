import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { at, del, get, post, put } from './client';
import type { Invitation, LicenceRequest, StaffLicence, StaffMember, StaffRequest } from './types';

const STAFF = ['staff'] as const;

export function useStaffMembers() {
  return useQuery({ queryKey: STAFF, queryFn: ({ signal }) => get<StaffMember[]>('/api/staff', {}, signal) });
}

export function useAddStaff() {
  return useChange((member: StaffRequest) => post<Invitation>('/api/staff', member));
}

export function useChangeStaff(member: string) {
  return useChange((changed: StaffRequest) => put(at`/api/staff/${member}`, changed));
}

export function useInviteStaff() {
  return useChange((member: string) => post<Invitation>(at`/api/staff/${member}/invitations`));
}

export function useDisableStaff() {
  return useChange((member: string) => del(at`/api/staff/${member}`));
}

export function useAddLicence(member: string) {
  return useChange((licence: LicenceRequest) => post<StaffLicence>(at`/api/staff/${member}/licences`, licence));
}

export function useRevokeLicence(member: string) {
  return useChange((licence: string) => del(at`/api/staff/${member}/licences/${licence}`));
}

function useChange<Request, Answer>(change: (request: Request) => Promise<Answer>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: change, onSettled: () => queries.invalidateQueries({ queryKey: STAFF }) });
}
