import { useRef, useState, type ReactNode } from 'react';
import { useOwn } from '../../../hooks/live';
import { useSize } from '../../../hooks/useSize';
import { largestGrid } from '../../../room/layout';
import { runs, type Person } from '../../../room/people';
import type { SharedScreen } from '../../../room/screen';
import { texts } from '../../../texts/en';
import { HandoutTile, type ShownHandout } from './HandoutTile';
import { ScreenTile } from './ScreenTile';
import { SelfTile, type SelfTileProps } from './SelfTile';
import classes from './Stage.module.css';
import { Tile } from './Tile';

const GAP = 8;
const STRIP = { width: 160, height: 90 };

interface StageProps {
  people: Person[];
  /** Who is shown in front for everybody. */
  front: string | null;
  /** Shown large, before anybody. */
  screen?: SharedScreen | null;
  /** Shown large where no screen is. */
  handout?: ShownHandout | null;
  /** One's own tile; null hides it. */
  self: Omit<SelfTileProps, 'width' | 'height'> | null;
}

/** Everybody, as large as the window allows: a grid, or whoever speaks with the others in a strip. */
export function Stage({ people, self, front, screen = null, handout = null }: StageProps) {
  const area = useRef<HTMLDivElement>(null);
  const size = useSize(area);
  const { layout } = useOwn().preferences;
  const speaker = useMainSpeaker(people);
  const spotlit = people.find(({ id }) => id === front);
  const shown = screen ? (large: Size) => <ScreenTile screen={screen} {...large} /> : handout && ((large: Size) => <HandoutTile handout={handout} {...large} />);
  const main = shown === null ? (spotlit ?? (layout === 'speaker' ? speaker : undefined)) : undefined;
  return (
    <div ref={area} className={classes.area}>
      {size.width > 0 && shown && <Front {...{ self, size }} people={frontFirst(people, spotlit)} show={shown} whole />}
      {size.width > 0 && main && (
        <Front {...{ self, size }} people={people.filter(({ id }) => id !== main.id)} show={(large) => <Tile {...main} {...large} />} />
      )}
      {size.width > 0 && !shown && !main && <Grid {...{ people, self, size }} />}
    </div>
  );
}

interface Size {
  width: number;
  height: number;
}

type Sized = Pick<StageProps, 'people' | 'self'> & { size: Size };

/** Whoever is shown in front for everybody comes first beside a screen. */
function frontFirst(people: Person[], spotlit: Person | undefined): Person[] {
  return spotlit ? [spotlit, ...people.filter((person) => person !== spotlit)] : people;
}

function Grid({ people, self, size }: Sized) {
  const { width, height } = largestGrid(people.length + (self ? 1 : 0), size.width, size.height, GAP);
  return (
    <ul className={classes.grid} aria-label={texts.room.tiles}>
      {people.map((person) => (
        <Tile key={person.id} {...person} width={width} height={height} />
      ))}
      {self && <SelfTile {...self} width={width} height={height} />}
    </ul>
  );
}

/** One large, `people` in a strip. `whole`: it takes all the room there is, whatever its shape. */
function Front({ people, self, size, show, whole = false }: Sized & { show: (large: Size) => ReactNode; whole?: boolean }) {
  const strip = people.length + (self ? 1 : 0) > 0;
  const left = { width: size.width, height: size.height - (strip ? STRIP.height + GAP : 0) };
  const { width, height } = whole ? left : largestGrid(1, left.width, left.height, GAP);
  return (
    <div className={classes.speaker}>
      <ul className={classes.main} aria-label={texts.room.tiles}>
        {show({ width, height })}
      </ul>
      {strip && (
        <ul className={classes.strip} aria-label={texts.room.people} tabIndex={0}>
          {people.map((person) => (
            <Tile key={person.id} {...person} {...STRIP} />
          ))}
          {self && <SelfTile {...self} {...STRIP} />}
        </ul>
      )}
    </div>
  );
}

/** Whoever speaks now or spoke last; at first the one who runs the session. */
function useMainSpeaker(people: Person[]): Person | undefined {
  const [last, setLast] = useState<string | null>(null);
  const current = people.find(({ id }) => id === last);
  const speaker = current?.speaking ? current : people.find(({ speaking }) => speaking);
  if (speaker && speaker.id !== last) setLast(speaker.id);
  return speaker ?? current ?? people.find(({ role }) => runs(role)) ?? people[0];
}
