import type { Icon } from '@tabler/icons-react';
import classes from './ControlButton.module.css';

interface ControlButtonProps {
  icon: Icon;
  label: string;
  onClick: () => void;
  /** For what is on or off, or a panel that is open, while its word stays the same. */
  pressed?: boolean;
  look?: 'plain' | 'off' | 'leave';
  badge?: number;
  /** Said after the word, for screen readers. */
  detail?: string;
  hint?: string;
}

/** An icon with its word under it. */
export function ControlButton({ icon: Glyph, label, onClick, pressed, look = 'plain', badge = 0, detail, hint }: ControlButtonProps) {
  return (
    <button
      type="button"
      className={look === 'plain' ? classes.control : `${classes.control} ${classes[look]}`}
      aria-pressed={pressed}
      title={hint}
      onClick={onClick}
    >
      <Glyph size={25} stroke={1.75} aria-hidden />
      <span>
        {label}
        {detail && <span className="visually-hidden">{detail}</span>}
      </span>
      {badge > 0 && (
        <span className={classes.badge} aria-hidden>
          {badge}
        </span>
      )}
    </button>
  );
}
