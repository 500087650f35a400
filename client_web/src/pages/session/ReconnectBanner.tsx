import { useRoom } from '../../hooks/live';
import { texts } from '../../texts/en';
import classes from './ReconnectBanner.module.css';

/** While the connection is away: says so, and that the attendance is kept. */
export function ReconnectBanner() {
  const { connection } = useRoom();
  return (
    <div className={classes.banner} role="status">
      {connection === 'reconnecting' && <p className={classes.words}>{texts.session.reconnecting}</p>}
    </div>
  );
}
