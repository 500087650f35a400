import { useRef, useState } from 'react';
import { useOwn } from '../../../hooks/live';
import { useSize } from '../../../hooks/useSize';
import { largestGrid } from '../../../room/layout';
import { runs, type Person } from '../../../room/people';
import { texts } from '../../../texts/en';
import { SelfTile, type SelfTileProps } from './SelfTile';
import classes from './Stage.module.css';
import { Tile } from './Tile';

const GAP = 8;
const STRIP = { width: 160, height: 90 };

interface StageProps {
  people: Person[];
  /** Who is shown in front for everybody. */
  front: string | null;
  /** One's own tile; null hides it. */
  self: Omit<SelfTileProps, 'width' | 'height'> | null;
}

/** Everybody, as large as the window allows: a grid, or whoever speaks with the others in a strip. */
export function Stage({ people, self, front }: StageProps) {
  const area = useRef<HTMLDivElement>(null);
  const size = useSize(area);
  const { layout } = useOwn().preferences;
  const speaker = useMainSpeaker(people);
  const spotlit = people.find(({ id }) => id === front);
  const main = spotlit ?? (layout === 'speaker' ? speaker : undefined);
  return (
    <div ref={area} className={classes.area}>
      {size.width > 0 && (main ? <Speaker {...{ people, self, main, size }} /> : <Grid {...{ people, self, size }} />)}
    </div>
  );
}

type Sized = Omit<StageProps, 'front'> & { size: { width: number; height: number } };

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

function Speaker({ people, self, main, size }: Sized & { main: Person }) {
  const others = people.filter((person) => person.id !== main.id);
  const strip = others.length + (self ? 1 : 0) > 0;
  const { width, height } = largestGrid(1, size.width, size.height - (strip ? STRIP.height + GAP : 0), GAP);
  return (
    <div className={classes.speaker}>
      <ul className={classes.main} aria-label={texts.room.tiles}>
        <Tile {...main} width={width} height={height} />
      </ul>
      {strip && (
        <ul className={classes.strip} aria-label={texts.room.people} tabIndex={0}>
          {others.map((person) => (
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
