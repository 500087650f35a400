import { Button } from '@mantine/core';
import { IconUserExclamation } from '@tabler/icons-react';
import { useAttention, useCover } from '../../api/sessions';
import type { Attention } from '../../api/types';
import { attention as words } from '../../texts/clinic';
import { clock } from '../../time/zone';
import classes from './AttentionBanner.module.css';
import { HelpRows } from './HelpRows';
import { useNow } from './useNow';

interface AttentionBannerProps {
  /** The session that this page shows already. */
  except?: string;
  /** `onOpen` leaves this page where it is. */
  newTab?: boolean;
  /** Shows a session's room, once one may open it. */
  onOpen: (session: string) => void;
}

/** Says at once, on every page of staff, where help is called for, and which sessions have clients and no staff. */
export default function AttentionBanner({ except, newTab = false, onOpen }: AttentionBannerProps) {
  const { data = [] } = useAttention(true);
  const now = useNow(10_000);
  return (
    <div className={classes.region} role="alert" aria-label={words.label}>
      <HelpRows here={except} onOpen={onOpen} />
      {data
        .filter(({ session }) => session !== except)
        .map((one) => (
          <Row key={one.session} one={one} now={now} newTab={newTab} onOpen={onOpen} />
        ))}
    </div>
  );
}

interface RowProps extends Required<Pick<AttentionBannerProps, 'newTab' | 'onOpen'>> {
  one: Attention;
  now: number;
}

function Row({ one, now, newTab, onOpen }: RowProps) {
  const cover = useCover();
  const open = () => cover.mutate(one.session, { onSuccess: () => onOpen(one.session) });
  return (
    <div className={classes.row} data-session={one.session}>
      <IconUserExclamation className={classes.sign} size={28} stroke={1.75} aria-hidden />
      <div className={classes.words}>
        <p className={classes.what}>
          {sentence(one)}
          {/* It changes by itself: read aloud again and again it would be noise. */}
          <span aria-hidden>{words.for(Math.floor((now - Date.parse(one.since)) / 60_000))}</span>.
        </p>
        <p className={classes.help}>
          {cover.isError ? words.failed : words.help[one.reason]} {one.on_call && words.onCall} {newTab && words.newTab}
        </p>
      </div>
      {one.reason !== 'device_lost' && (
        <Button color="clay" loading={cover.isPending} aria-label={words.openFor(one.title)} onClick={open}>
          {words.open}
        </Button>
      )}
    </div>
  );
}

function sentence({ reason, title, since, clients, time_zone }: Attention): string {
  const time = clock(time_zone, new Date(since));
  if (reason === 'device_lost') return words.deviceLost(title, time);
  return reason === 'without_staff' ? words.withoutStaff(title, time) : words.waiting(title, clients, time);
}
