import { IconScreenShare } from '@tabler/icons-react';
import { RoomButton } from '../../../components/RoomButton';
import { Video } from '../../../components/Video';
import { useLive } from '../../../hooks/live';
import type { SharedScreen } from '../../../room/screen';
import { texts } from '../../../texts/en';
import classes from './ScreenTile.module.css';
import tile from './Tile.module.css';

interface ScreenTileProps {
  screen: SharedScreen;
  /** Pixels. */
  width: number;
  height: number;
}

/** A shared screen, whole, and whose it is. One's own is not shown: it would show itself, and again in that. */
export function ScreenTile({ screen, width, height }: ScreenTileProps) {
  const { live } = useLive();
  const words = texts.sharing;
  const { name, own, picture, soundOnly } = screen;
  return (
    <li className={tile.tile} style={{ width, height }} aria-label={own ? words.yours : words.of(name)} data-screen={screen.id}>
      {picture && <Video track={picture} className={`${tile.video} ${classes.whole}`} watch={live.tiles.watch} />}
      {own && (
        <div className={classes.words}>
          <IconScreenShare size={36} aria-hidden />
          <p>
            <strong>{words.yours}</strong> {words.yoursHelp}
          </p>
          <RoomButton onClick={() => live.sharing.stop()}>{words.stop}</RoomButton>
        </div>
      )}
      {!own && !picture && <p className={classes.words}>{soundOnly ? words.soundOnly(name) : words.coming(name)}</p>}
      {picture && (
        <span className={tile.name} aria-hidden>
          <IconScreenShare size={17} />
          <span className={tile.text}>
            <bdi>{words.of(name)}</bdi>
          </span>
        </span>
      )}
    </li>
  );
}
