import { useEffect, useId, useRef, useState, type FormEvent, type KeyboardEvent } from 'react';
import { RoomButton } from '../../../components/RoomButton';
import { useLive, useRoom } from '../../../hooks/live';
import { texts } from '../../../texts/en';
import { clockHere } from '../../../time/zone';
import classes from './ChatPanel.module.css';

const LONGEST = 2_000;

/** Words to everyone or to staff. Nothing is kept. */
export function ChatPanel() {
  const { live } = useLive();
  const { chat, view } = useRoom();
  const zone = view!.session.time_zone;
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    live.chatRead();
    end.current?.scrollIntoView({ block: 'nearest' });
  }, [chat.length, live]);
  return (
    <div className={classes.chat}>
      <p className={classes.note}>{texts.chat.note}</p>
      {chat.length === 0 && <p className={classes.empty}>{texts.chat.empty}</p>}
      <div className={classes.log} role="log" aria-label={texts.chat.title} tabIndex={0}>
        <ul className={classes.lines}>
          {chat.map((line) => (
            <li key={line.key} className={classes.line}>
              <div className={classes.who}>
                {line.mine ? texts.room.you : <bdi>{line.name}</bdi>}
                {line.role !== 'client' && <span className={classes.when}>{texts.room.roles[line.role]}</span>}
                <span className={classes.when}>{clockHere(zone, new Date(line.at))}</span>
                {line.to === 'staff' && <span className={classes.tag}>{texts.chat.staffTag}</span>}
              </div>
              <p>{line.text}</p>
            </li>
          ))}
        </ul>
        <div ref={end} />
      </div>
      <ChatForm />
    </div>
  );
}

function ChatForm() {
  const { live } = useLive();
  const [to, setTo] = useState<'all' | 'staff'>('all');
  const [text, setText] = useState('');
  const [failed, setFailed] = useState(false);
  const field = useId();

  const send = () => {
    const words = text.trim();
    if (words === '') return;
    setText('');
    setFailed(false);
    live.request({ type: 'chat', to, text: words }).catch(() => {
      setFailed(true);
      setText((newer) => newer || words);
    });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send();
  };
  const key = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };

  return (
    <form className={classes.form} onSubmit={submit}>
      <label className={classes.to}>
        {texts.chat.to}
        <select value={to} onChange={(event) => setTo(event.currentTarget.value === 'staff' ? 'staff' : 'all')}>
          <option value="all">{texts.chat.all}</option>
          <option value="staff">{texts.chat.staff}</option>
        </select>
      </label>
      <label className="visually-hidden" htmlFor={field}>
        {texts.chat.message}
      </label>
      <textarea
        id={field}
        rows={2}
        maxLength={LONGEST}
        placeholder={texts.chat.message}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={key}
      />
      <p className={classes.problem} role="alert">
        {failed && texts.chat.failed}
      </p>
      <RoomButton look="main" type="submit" disabled={text.trim() === ''}>
        {texts.chat.send}
      </RoomButton>
    </form>
  );
}
