import { useCallHelp, useHelp } from '../../../api/help';

export type CallForHelp = ReturnType<typeof useCallForHelp>;

/** One's own call for help out of this session. Called while it is open it does nothing: the banner says how to repeat it. */
export function useCallForHelp(session: string, staff: boolean) {
  const { data = [] } = useHelp(staff);
  const call = useCallHelp(session);
  const open = data.some((one) => one.mine && one.session === session);
  return { open, failed: call.isError, call: () => staff && !open && !call.isPending && call.mutate() };
}
