import { useMoveRoom, useRoomDevices } from '../../../api/roomDevices';
import { RoomButton } from '../../../components/RoomButton';
import type { DeviceView } from '../../../protocol/messages';
import { texts } from '../../../texts/en';
import classes from './StaffPanel.module.css';

/** The clinic's room, which staff bring in to the session and send away with one tap. */
export function RoomDevices({ session, shown }: { session: string; shown: DeviceView | null }) {
  const { data = [] } = useRoomDevices(session);
  const move = useMoveRoom(session);
  const words = texts.roomDevice;
  if (data.length === 0) return null;
  return (
    <section className={classes.section} aria-label={words.title}>
      <div className={classes.head}>
        <h3>{words.title}</h3>
      </div>
      <ul className={classes.list}>
        {data.map(({ id, name, whereabouts }) => (
          <li key={id} className={classes.row}>
            <div className={classes.line}>
              <div className={classes.who}>
                <strong>
                  <bdi>{name}</bdi>
                </strong>
                <span className={classes.dim}>
                  {whereabouts === 'here' ? words.state[shown?.participant === id ? shown.state : 'coming'] : words[whereabouts]}
                </span>
              </div>
              {whereabouts !== 'elsewhere' && (
                <RoomButton
                  small
                  look={whereabouts === 'free' ? 'main' : 'plain'}
                  aria-label={whereabouts === 'here' ? words.sendAwayNamed(name) : words.bringInNamed(name)}
                  disabled={move.isPending}
                  onClick={() => move.mutate({ device: id, here: whereabouts === 'free' })}
                >
                  {whereabouts === 'here' ? words.sendAway : words.bringIn}
                </RoomButton>
              )}
            </div>
          </li>
        ))}
      </ul>
      {move.isError && (
        <p role="alert" className={classes.dim}>
          {words.failed}
        </p>
      )}
    </section>
  );
}
