import { IconX } from '@tabler/icons-react';
import { useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { texts } from '../../../texts/en';
import classes from './Panel.module.css';

export type PanelName = 'people' | 'chat' | 'more';

interface PanelProps {
  title: string;
  onClose: () => void;
  children: ReactNode;
}

/**
 * Beside the tiles, or over them on a phone. Takes the focus when opened and gives it back; Escape closes it, unless a
 * dialog that was opened out of it is there to be closed first.
 */
export function Panel({ title, onClose, children }: PanelProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    heading.current?.focus();
    return () => {
      if (before instanceof HTMLElement && document.contains(before)) before.focus();
    };
  }, []);
  const onKeyDown = ({ key, target }: KeyboardEvent) => {
    if (key === 'Escape' && !(target instanceof Element && target.closest('dialog'))) onClose();
  };
  return (
    <aside className={classes.panel} aria-label={title} onKeyDown={onKeyDown}>
      <div className={classes.head}>
        <h2 className={classes.title} ref={heading} tabIndex={-1}>
          {title}
        </h2>
        <button type="button" className={classes.close} aria-label={texts.room.closePanel} onClick={onClose}>
          <IconX size={22} aria-hidden />
        </button>
      </div>
      <div className={classes.body}>{children}</div>
    </aside>
  );
}
