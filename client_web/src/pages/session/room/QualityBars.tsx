import type { Quality } from '../../../protocol/messages';
import { texts } from '../../../texts/en';

const HEIGHTS = [5, 9, 13];
const BARS: Record<Quality, number> = { good: 3, fair: 2, poor: 1, lost: 0 };

interface QualityBarsProps {
  quality: Quality | null;
  /** Beside the bars: what is not good is said, or always the whole words. */
  words?: 'short' | 'all';
}

/** A connection in bars and words; nothing while nothing is known. */
export function QualityBars({ quality, words = 'short' }: QualityBarsProps) {
  if (quality === null) return null;
  const { short, words: whole } = texts.quality;
  const color = BARS[quality] < 2 ? '#F0A79E' : '#F3F7F5';
  const said = words === 'all' ? whole[quality] : short[quality];
  return (
    <span style={{ display: 'inline-flex', alignItems: 'center', gap: 5, color, flex: 'none' }} title={whole[quality]} data-quality={quality}>
      <svg width="15" height="14" viewBox="0 0 15 14" {...(said === whole[quality] ? { 'aria-hidden': true } : { role: 'img', 'aria-label': whole[quality] })}>
        {HEIGHTS.map((height, index) => (
          <rect key={height} x={index * 5.5} y={13.5 - height} width="4" height={height} rx="1" fill={color} opacity={index < BARS[quality] ? 1 : 0.3} />
        ))}
      </svg>
      {said !== '' && <span aria-hidden={said !== whole[quality]}>{said}</span>}
    </span>
  );
}
