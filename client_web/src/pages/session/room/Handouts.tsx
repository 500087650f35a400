import { useState } from 'react';
import { useAddHandout, useHandouts, useRemoveHandout } from '../../../api/handouts';
import { ApiProblem } from '../../../api/problem';
import type { Handout } from '../../../api/types';
import { Dialog } from '../../../components/Dialog';
import { RoomButton } from '../../../components/RoomButton';
import { useHandoutFile } from '../../../hooks/useHandoutFile';
import { useLive, useRoom } from '../../../hooks/live';
import { texts } from '../../../texts/en';
import classes from './Handouts.module.css';
import panel from './MorePanel.module.css';

const ACCEPTED = 'application/pdf,image/png,image/jpeg,image/webp';

/** Hand-outs of the session and its program: to open, and for staff to add, to show to everybody, and to take away. */
export function Handouts({ session, staff }: { session: string; staff: boolean }) {
  const { data } = useHandouts(session);
  const [adding, setAdding] = useState(false);
  const [said, setSaid] = useState('');
  const shown = useRoom().view?.handout?.handout;
  const words = texts.handouts;
  if (!data || (data.length === 0 && !staff)) return null;
  return (
    <section className={panel.section} aria-labelledby="handouts">
      <h3 id="handouts">{words.title}</h3>
      {data.length === 0 && <p className={classes.note}>{words.none}</p>}
      <ul className={classes.list}>
        {data.map((handout) => (
          <Line key={handout.id} handout={handout} session={session} staff={staff} onSay={setSaid} />
        ))}
      </ul>
      <p role="status" className={classes.note}>
        {said || (data.some(({ id }) => id === shown) && words.told)}
      </p>
      {staff && !adding && (
        <RoomButton small onClick={() => setAdding(true)}>
          {words.add}
        </RoomButton>
      )}
      {adding && <AddForm session={session} onDone={() => setAdding(false)} />}
    </section>
  );
}

interface LineProps {
  handout: Handout;
  session: string;
  staff: boolean;
  onSay: (words: string) => void;
}

function Line({ handout: { id, title, media_type, whole_program, may_remove }, session, staff, onSay }: LineProps) {
  const { live } = useLive();
  const remove = useRemoveHandout();
  const { address, opening, open, close } = useHandoutFile(session, id, () => onSay(texts.handouts.failed));
  const words = texts.handouts;
  const picture = media_type !== 'application/pdf';
  const shown = useRoom().view?.handout?.handout === id;
  const show = async () => {
    const done = await live.act({ type: 'show_handout', handout: shown ? null : id });
    if (done) onSay('');
  };
  return (
    <li>
      <span>
        <bdi>{title}</bdi> {whole_program && <span className={classes.note}>{words.program}</span>}
      </span>
      <div className={classes.acts}>
        {address !== null && !picture ? (
          <a className={classes.ready} href={address} target="_blank" rel="noreferrer">
            {words.ready}
          </a>
        ) : (
          <RoomButton small disabled={opening} aria-label={words.openFor(title)} onClick={open}>
            {opening ? words.opening : words.open}
          </RoomButton>
        )}
        {staff && (
          <>
            <RoomButton small aria-label={shown ? words.endShowFor(title) : words.showFor(title)} onClick={() => void show()}>
              {shown ? words.endShow : words.show}
            </RoomButton>
            {may_remove && (
              <RoomButton
                small
                look="quiet"
                aria-label={words.removeFor(title)}
                onClick={() => remove.mutate(id, { onError: () => onSay(words.removeFailed) })}
              >
                {words.remove}
              </RoomButton>
            )}
          </>
        )}
      </div>
      {address !== null && picture && (
        <Dialog title={title} onClose={close} actions={<RoomButton onClick={close}>{words.close}</RoomButton>}>
          <img className={classes.picture} src={address} alt={title} />
        </Dialog>
      )}
    </li>
  );
}

function AddForm({ session, onDone }: { session: string; onDone: () => void }) {
  const add = useAddHandout(session);
  const [title, setTitle] = useState('');
  const [file, setFile] = useState<File | null>(null);
  const words = texts.handouts;
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (file !== null) add.mutate({ title: title.trim(), file }, { onSuccess: onDone });
      }}
    >
      <label>
        {words.name}
        <input required maxLength={100} autoComplete="off" value={title} onChange={(event) => setTitle(event.currentTarget.value)} />
      </label>
      <label>
        {words.file}
        <input type="file" required accept={ACCEPTED} onChange={(event) => setFile(event.currentTarget.files?.[0] ?? null)} />
      </label>
      <p className={classes.note} role="status">
        {add.error instanceof ApiProblem ? (add.error.document.detail ?? words.failedToAdd) : words.fileHelp}
      </p>
      <div className={classes.acts}>
        <RoomButton small onClick={onDone}>
          {texts.common.cancel}
        </RoomButton>
        <RoomButton small look="main" type="submit" disabled={add.isPending}>
          {words.save}
        </RoomButton>
      </div>
    </form>
  );
}
