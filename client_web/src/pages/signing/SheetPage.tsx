import { useEffect, useRef, useState } from 'react';
import { useSheet } from '../../api/signing';
import type { Sheet, SheetRecord } from '../../api/types';
import { LinkButton } from '../../components/clinic/LinkButton';
import { Message } from '../../components/clinic/Message';
import { PageHeading } from '../../components/clinic/PageHeading';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { StaffArea } from '../../components/clinic/StaffArea';
import { Waiting } from '../../components/clinic/Waiting';
import { signing as words } from '../../texts/clinic';
import { clock, dayIn, fullDay } from '../../time/zone';
import { heldAt } from '../attendance/held';
import { AmendDialog } from './AmendDialog';
import { DecideDialog } from './DecideDialog';
import { differences, type Difference } from './differences';
import type { Judgements } from './judgements';
import { SheetRow } from './SheetRow';
import { SignForm } from './SignForm';
import classes from './SheetPage.module.css';

export default function SheetPage({ session }: { session: string }) {
  return (
    <StaffArea title={words.title}>
      <Records session={session} />
    </StaffArea>
  );
}

type Asked = { what: 'amend' | 'decide'; record: SheetRecord };

/** All records of a session on one screen, exceptions first, and one signature for them. */
function Records({ session }: { session: string }) {
  const found = useSheet(session);
  const [judgements, setJudgements] = useState<Judgements>({});
  const [asked, setAsked] = useState<Asked | null>(null);
  const [done, setDone] = useState(0);
  const [changed, setChanged] = useState<readonly Difference[] | null>(null);
  if (found.isPending) return <Waiting />;
  if (found.isLoadingError) return <ProblemNotice problem={found.error} onRetry={() => void found.refetch()} />;
  const sheet = found.data;
  const reload = async () => {
    const { data } = await found.refetch();
    if (data) setChanged(differences(sheet.records, data.records));
  };
  const open = sheet.records.some((one) => one.may_sign || one.may_cosign || one.record.signing.since !== null);
  const forget = () => setAsked(null);
  return (
    <>
      <PageHeading title={sheet.session.title} back={{ to: '/sign', words: words.back }} lead={leadOf(sheet)}>
        <LinkButton to={`/attendance/sessions/${session}`} variant="default">
          {words.attendance}
        </LinkButton>
      </PageHeading>
      {sheet.in_place_of.length > 0 && sheet.may_sign && (
        <p className={classes.note}>{words.inPlaceOf(sheet.in_place_of.join(', '))}</p>
      )}
      {!sheet.may_sign && !sheet.may_cosign && <p className={classes.note}>{words.onlyLook}</p>}
      {changed !== null && <Changed differences={changed} />}
      <p role="status" className={classes.done}>
        {done > 0 && words.done(done)}
      </p>
      {!open && <Message title={words.signed} help={words.signedHelp} />}
      <ul className={classes.records} aria-label={words.records}>
        {sheet.records.map((one) => (
          <SheetRow
            key={one.record.participant.person_id}
            sheet={sheet}
            one={one}
            judged={judgements[one.record.participant.person_id]}
            onJudge={(judged) => setJudgements({ ...judgements, [one.record.participant.person_id]: judged })}
            onAsk={(what) => setAsked({ what, record: one })}
          />
        ))}
      </ul>
      <SignForm
        key={String(found.dataUpdatedAt)}
        sheet={sheet}
        judgements={judgements}
        onSigned={(records) => {
          setJudgements({});
          setChanged(null);
          setDone(records);
        }}
        onReload={() => void reload()}
      />
      {asked?.what === 'amend' && <AmendDialog sheet={sheet} one={asked.record} onClose={forget} />}
      {asked?.what === 'decide' && <DecideDialog session={session} one={asked.record} onClose={forget} />}
    </>
  );
}

/** What is different now, above the records, since they are what one has to look at again. */
function Changed({ differences: found }: { differences: readonly Difference[] }) {
  const notice = useRef<HTMLDivElement>(null);
  useEffect(() => notice.current!.focus(), [found]);
  return (
    <div role="status" className={classes.changed} ref={notice} tabIndex={-1}>
      <Message title={words.differences} tone="attention" {...(found.length === 0 && { help: words.nothingChanged })}>
        {found.length === 0 ? undefined : (
          <ul className={classes.remarks}>
            {found.map(({ name, said }) => (
              <li key={name}>
                <strong>{name}</strong>: {said}
              </li>
            ))}
          </ul>
        )}
      </Message>
    </div>
  );
}

function leadOf({ session }: Sheet): string {
  const zone = session.time_zone;
  const start = new Date(session.starts_at);
  const planned = `${fullDay(dayIn(zone, start))}, ${clock(zone, start)} – ${clock(zone, new Date(session.ends_at))}`;
  const held = heldAt(session);
  return held === null ? planned : `${planned} · ${held}`;
}
