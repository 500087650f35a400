import { Switch } from '@mantine/core';
import { useState } from 'react';
import type { SessionView } from '../../../protocol/messages';
import { RoomButton } from '../../../components/RoomButton';
import { Support } from '../../../components/Support';
import { useLive, useOwn, useRoom } from '../../../hooks/live';
import { texts } from '../../../texts/en';
import { AskForHelp } from '../AskForHelp';
import { DeviceSelects } from '../check/DeviceSelects';
import { Problems } from '../check/Problems';
import { ChangedDialog } from '../joining/ChangedDialog';
import { Handouts } from './Handouts';
import classes from './MorePanel.module.css';
import { mayShare } from './useShare';

/**
 * Self-view, sound only, devices, keys, help. What was answered on joining only clients can change; a trainee, who is of
 * the staff, asks them for no help.
 */
export function MorePanel({ session, staff }: { session: SessionView; staff: boolean }) {
  const [changing, setChanging] = useState(false);
  const { live, devices } = useLive();
  const { audioOnly, sameRoom, view } = useRoom();
  const inRoom = sameRoom || view?.me.one_microphone === true;
  const role = view?.me.role;
  const own = useOwn();
  const words = texts.more;
  return (
    <>
      {!staff && role !== 'observer' && (
        <div className={classes.section}>
          <AskForHelp session={session.session} inRoom />
        </div>
      )}
      <section className={classes.section}>
        <div className={classes.switches}>
          <Switch
            size="md"
            label={words.selfView}
            checked={own.preferences.selfView}
            onChange={(event) => devices.prefer({ selfView: event.currentTarget.checked })}
          />
          <Switch
            size="md"
            label={words.audioOnly}
            description={words.audioOnlyHelp}
            checked={audioOnly}
            onChange={(event) => live.setAudioOnly(event.currentTarget.checked)}
          />
          <Switch
            size="md"
            label={texts.roomDevice.iAmInRoom}
            description={texts.roomDevice.iAmInRoomHelp}
            checked={inRoom}
            disabled={inRoom && !sameRoom}
            onChange={(event) => live.setSameRoom(event.currentTarget.checked)}
          />
        </div>
      </section>
      {role === 'client' && (
        <section className={classes.section}>
          <RoomButton onClick={() => setChanging(true)}>{texts.joining.changed}</RoomButton>
          <p className={classes.hint}>{texts.joining.changedHelp}</p>
          {changing && <ChangedDialog session={session.session} onClose={() => setChanging(false)} />}
        </section>
      )}
      <Handouts session={session.session} staff={staff} />
      <section className={classes.section}>
        <h3>{words.devices}</h3>
        <Problems own={own} devices={devices} />
        <DeviceSelects own={own} devices={devices} />
      </section>
      <section className={classes.section}>
        <h3>{words.keys}</h3>
        <dl className={classes.keys}>
          {[...words.keyList, ...(view && mayShare(view) ? [texts.sharing.key] : []), ...(staff ? words.staffKeyList : [])].map(([key, meaning]) => (
            <Key key={key} name={key} meaning={meaning} />
          ))}
        </dl>
      </section>
      <section className={classes.section}>
        <h3>{words.help}</h3>
        <Support clinic={session.clinic} phone={session.phone} />
      </section>
    </>
  );
}

function Key({ name, meaning }: { name: string; meaning: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{meaning}</dd>
    </>
  );
}
