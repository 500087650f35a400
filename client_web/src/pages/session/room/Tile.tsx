import { IconEyeOff, IconHandStop, IconMicrophoneOff } from '@tabler/icons-react';
import { memo } from 'react';
import { Video } from '../../../components/Video';
import { useLive } from '../../../hooks/live';
import { hueOf, initials, type Person } from '../../../room/people';
import { texts } from '../../../texts/en';
import { QualityBars } from './QualityBars';
import classes from './Tile.module.css';

export interface TileProps extends Person {
  self?: boolean;
  /** Take one's own picture out of view. */
  onHide?: () => void;
  /** Pixels. */
  width: number;
  height: number;
}

/** One person: picture or name tile, a ring while they speak, and what else there is to know at a glance. */
export const Tile = memo(function Tile(props: TileProps) {
  const { name, pronouns, picture, self = false, muted, speaking, hand, lost, quality } = props;
  const { live } = useLive();
  const look = [classes.tile, speaking && classes.speaking, lost && classes.lost].filter(Boolean).join(' ');
  return (
    <li className={look} style={{ width: props.width, height: props.height }} aria-label={describe(props)} data-participant={props.id}>
      {!picture && (
        <div className={classes.avatar} aria-hidden>
          <span className={classes.initials} style={{ '--hue': hueOf(props.id) }}>
            {initials(name)}
          </span>
        </div>
      )}
      {picture && self && <Video track={picture} className={`${classes.video} ${classes.mirrored}`} />}
      {picture && !self && <Video track={picture} className={classes.video} watch={live.tiles.watch} />}
      {hand !== null && (
        <span className={classes.hand} aria-hidden>
          <IconHandStop size={18} /> {hand > 0 && hand}
        </span>
      )}
      {lost && (
        <span className={classes.away} aria-hidden>
          {texts.room.lostState}
        </span>
      )}
      {props.onHide && (
        <button type="button" className={classes.hide} title={texts.room.hideSelf} aria-label={texts.room.hideSelf} onClick={props.onHide}>
          <IconEyeOff size={20} aria-hidden />
        </button>
      )}
      <span className={classes.name} aria-hidden>
        {muted && <IconMicrophoneOff size={17} color="#F0A79E" />}
        <span className={classes.text}>
          <bdi>{name}</bdi> {self && `(${texts.room.you}) `}
          <span className={classes.dim}>{[roleOf(props), pronouns].filter(Boolean).join(' · ')}</span>
        </span>
        <QualityBars quality={quality} />
      </span>
    </li>
  );
});

function roleOf({ role, inRoom }: TileProps): string {
  return inRoom === null ? texts.room.roles[role] : texts.roomDevice.people(inRoom);
}

function describe(props: TileProps): string {
  const { name, pronouns, self, muted, picture, speaking, hand, lost, quality } = props;
  const { room } = texts;
  return [
    self ? `${name} (${room.you})` : name,
    roleOf(props),
    pronouns,
    muted && room.mutedState,
    !picture && room.cameraOffState,
    speaking && room.speakingState,
    hand !== null && hand > 0 && room.handState(hand),
    lost && room.lostState,
    quality !== null && texts.quality.words[quality],
  ]
    .filter(Boolean)
    .join(', ');
}
