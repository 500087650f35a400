import type { Bars } from '../../../media/quality';
import { texts } from '../../../texts/en';

const HEIGHTS = [5, 9, 13];

/** Three connection bars; nothing while nothing is known. */
export function BarsIcon({ bars }: { bars: Bars }) {
  if (bars === null) return null;
  const color = bars === 1 ? '#F0A79E' : '#F3F7F5';
  return (
    <svg width="15" height="14" viewBox="0 0 15 14" role="img" aria-label={texts.room.bars[bars]}>
      {HEIGHTS.map((height, index) => (
        <rect key={height} x={index * 5.5} y={13.5 - height} width="4" height={height} rx="1" fill={color} opacity={index < bars ? 1 : 0.3} />
      ))}
    </svg>
  );
}
