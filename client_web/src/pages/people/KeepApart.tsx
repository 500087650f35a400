import { Button, NativeSelect, TextInput } from '@mantine/core';
import { IconShieldHalf } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { useAddKeepApart, useEndKeepApart, useKeepApart, useKeepApartChoices } from '../../api/rosters';
import type { KeepApartPair, KeepApartRequest } from '../../api/types';
import { Chip } from '../../components/clinic/Chip';
import { fieldError, FormDialog } from '../../components/clinic/FormDialog';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { RevokeDialog } from '../../components/clinic/RevokeDialog';
import { useStaff } from '../../components/clinic/StaffArea';
import { keptApart as words } from '../../texts/clinic';
import { dayIn, fullDay } from '../../time/zone';
import { whenOf } from '../staff/RosterPlan';
import classes from '../staff/RosterPlan.module.css';

type Ground = KeepApartRequest['ground'];
const GROUNDS: readonly Ground[] = ['former_partners', 'court_order', 'relatives', 'conflict', 'other'];

/** From whom a client is kept apart. Staff who may not see both see nothing of it, not even an empty section. */
export function KeepApart({ client, name }: { client: string; name: string }) {
  const isAdmin = useStaff().role === 'admin';
  const found = useKeepApart(client);
  const end = useEndKeepApart(client);
  const [open, setOpen] = useState<{ end: KeepApartPair } | 'add' | null>(null);
  const close = () => setOpen(null);
  const pairs = found.data ?? [];
  if (!isAdmin && pairs.length === 0) return null;
  return (
    <section aria-label={words.title}>
      <div className={classes.head}>
        <div>
          <h2>{words.title}</h2>
          <span className={classes.under}>{words.lead}</span>
        </div>
        {isAdmin && (
          <Button variant="default" onClick={() => setOpen('add')}>
            {words.add}
          </Button>
        )}
      </div>
      {found.isError && <ProblemNotice problem={found.error} onRetry={() => void found.refetch()} />}
      {found.isSuccess && pairs.length === 0 && <p>{words.none}</p>}
      <ul className={classes.list}>
        {pairs.map((pair) => (
          <PairLine key={pair.id} pair={pair} onEnd={isAdmin ? () => setOpen({ end: pair }) : null} />
        ))}
      </ul>
      {open === 'add' && <AddPairDialog client={client} name={name} onClose={close} />}
      {open !== null && open !== 'add' && (
        <RevokeDialog
          words={words}
          name={open.end.name}
          onRevoke={() => end.mutateAsync(open.end.id)}
          onClose={close}
        />
      )}
    </section>
  );
}

function PairLine({ pair, onEnd }: { pair: KeepApartPair; onEnd: (() => void) | null }) {
  const zone = useStaff().clinic.time_zone;
  const day = (at: string) => fullDay(dayIn(zone, new Date(at)));
  const [first] = pair.missed;
  return (
    <li>
      <span>
        <strong>{pair.name}</strong>{' '}
        <Chip tone={pair.ended_at === null ? 'attention' : 'quiet'} icon={IconShieldHalf}>
          {words.grounds[pair.ground]}
        </Chip>
        <span className={classes.under}>
          {pair.ended_at === null ? words.since(day(pair.made_at), pair.made_by) : words.ended(day(pair.ended_at))}
        </span>
        {pair.note !== '' && <span className={classes.under}>{pair.note}</span>}
        {first !== undefined && (
          <div className={classes.under}>
            {words.missed(first.name, pair.missed.length)}
            <ul>
              {pair.missed.slice(0, 5).map(({ session }) => (
                <li key={session.id}>
                  <Link href={`~/roster/${session.id}`}>{`${session.title}, ${whenOf(session)}`}</Link>
                </li>
              ))}
            </ul>
          </div>
        )}
      </span>
      {onEnd !== null && pair.ended_at === null && (
        <Button variant="subtle" color="red" size="compact-sm" aria-label={words.endOf(pair.name)} onClick={onEnd}>
          {words.revoke}
        </Button>
      )}
    </li>
  );
}

function AddPairDialog({ client, name, onClose }: { client: string; name: string; onClose: () => void }) {
  const choices = useKeepApartChoices(client);
  const keep = useAddKeepApart(client);
  const [other, setOther] = useState('');
  const [ground, setGround] = useState<Ground>('former_partners');
  const [note, setNote] = useState('');
  return (
    <FormDialog
      title={words.addTitle(name)}
      submit={words.save}
      saving={keep}
      onSubmit={() => keep.mutate({ other, ground, note: note.trim() }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <p>{words.help}</p>
      <NativeSelect
        label={words.who}
        required
        withAsterisk={false}
        value={other}
        error={fieldError(keep.error, 'other')}
        data={[
          { value: '', label: words.choose, disabled: true },
          ...(choices.data ?? []).map((one) => ({
            value: one.person_id,
            label: one.record_number === null ? one.name : `${one.name} · ${one.record_number}`,
          })),
        ]}
        onChange={(event) => setOther(event.currentTarget.value)}
      />
      <NativeSelect
        label={words.ground}
        value={ground}
        data={GROUNDS.map((one) => ({ value: one, label: words.grounds[one] }))}
        onChange={(event) => setGround(event.currentTarget.value as Ground)}
      />
      <TextInput
        label={words.note}
        description={words.noteHelp}
        maxLength={500}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
