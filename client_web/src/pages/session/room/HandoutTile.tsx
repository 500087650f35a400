import { lazy, Suspense, useEffect, useState, type ReactNode } from 'react';
import { RoomButton } from '../../../components/RoomButton';
import { useLive } from '../../../hooks/live';
import type { HandoutView } from '../../../protocol/messages';
import { texts } from '../../../texts/en';
import classes from './HandoutTile.module.css';
import tile from './Tile.module.css';

/** What reads PDF files is large, and most sessions show none. */
const PdfPages = lazy(() => import('./PdfPages').catch(() => ({ default: CannotRead })));

export interface ShownHandout extends HandoutView {
  /** How this page gets it. Rejects when it cannot. */
  file: () => Promise<Blob>;
  /** They may close it for everybody. */
  closes: boolean;
}

interface HandoutTileProps {
  handout: ShownHandout;
  /** Pixels. */
  width: number;
  height: number;
}

/** A hand-out before everybody, to read here, as text or by itself. */
export function HandoutTile({ handout, width, height }: HandoutTileProps) {
  const { live } = useLive();
  const { file, failed, again } = useFile(handout);
  const address = useAddressOf(file);
  const words = texts.handouts;
  const { title, media_type } = handout;
  return (
    <li className={`${tile.tile} ${classes.sheet}`} style={{ width, height }} aria-label={words.front(title)}>
      <div className={classes.head}>
        <bdi className={classes.title}>{title}</bdi>
        {address !== null && (
          <a href={address} target="_blank" rel="noreferrer">
            {words.alone}
          </a>
        )}
        {handout.closes && (
          <RoomButton small aria-label={words.endShowFor(title)} onClick={() => void live.act({ type: 'show_handout', handout: null })}>
            {words.endShow}
          </RoomButton>
        )}
      </div>
      {file === null && !failed && <p className={classes.words}>{words.coming}</p>}
      {failed && (
        <div className={classes.words} role="alert">
          <p>{words.notShown}</p>
          <RoomButton onClick={again}>{words.again}</RoomButton>
        </div>
      )}
      {address !== null && !failed && media_type !== 'application/pdf' && <img className={classes.picture} src={address} alt={title} onError={() => again(null)} />}
      {file !== null && !failed && media_type === 'application/pdf' && (
        <Suspense fallback={<p className={classes.words}>{words.coming}</p>}>
          <PdfPages key={handout.handout} file={file} title={title} width={width} onFailed={() => again(null)} />
        </Suspense>
      )}
    </li>
  );
}

/** The reader itself did not come. */
function CannotRead({ onFailed }: { onFailed: () => void }): ReactNode {
  useEffect(onFailed, [onFailed]);
  return null;
}

/** The file, read anew for each hand-out. `again(null)`: what came cannot be shown. */
function useFile({ handout, file: read }: ShownHandout) {
  const [tries, setTries] = useState(0);
  const [state, setState] = useState<{ of: string; file: Blob | null; failed: boolean }>({ of: '', file: null, failed: false });
  useEffect(() => {
    let over = false;
    read().then(
      (file) => over || setState({ of: handout, file, failed: false }),
      () => over || setState({ of: handout, file: null, failed: true }),
    );
    return () => void (over = true);
  }, [handout, tries]); // `read` is another function each time, for the same file
  const { file, failed } = state.of === handout ? state : { file: null, failed: false };
  const again = (what?: unknown) => {
    setState({ of: handout, file: null, failed: what === null });
    if (what !== null) setTries(tries + 1);
  };
  return { file, failed, again };
}

/** As an address of this page, for as long as it is shown. */
function useAddressOf(file: Blob | null): string | null {
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    if (file === null) return;
    const made = URL.createObjectURL(file);
    setAddress(made);
    return () => {
      setAddress(null);
      URL.revokeObjectURL(made);
    };
  }, [file]);
  return address;
}
