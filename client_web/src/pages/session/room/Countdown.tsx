import { useNow } from '../../../hooks/useNow';

/** Minutes and seconds until then; it is not read out each second. */
export function Countdown({ until, label }: { until: string; label: string }) {
  const left = Math.max(0, Math.ceil((Date.parse(until) - useNow(1_000)) / 1_000));
  return (
    <strong role="timer" aria-label={label} style={{ fontVariantNumeric: 'tabular-nums' }}>
      {Math.floor(left / 60)}:{String(left % 60).padStart(2, '0')}
    </strong>
  );
}
