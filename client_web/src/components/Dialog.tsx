import { useEffect, useId, useRef, type ReactNode } from 'react';
import classes from './Dialog.module.css';

interface DialogProps {
  title: string;
  onClose: () => void;
  children?: ReactNode;
  /** Buttons, the safe one first. */
  actions: ReactNode;
}

/**
 * A question that must be answered first. The browser keeps the focus inside and gives it back; Escape closes. What has
 * `data-focus` is what Enter presses at once.
 */
export function Dialog({ title, onClose, children, actions }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const dialog = element.current!;
    const before = document.activeElement;
    dialog.showModal();
    dialog.querySelector<HTMLElement>('[data-focus]')?.focus();
    return () => {
      dialog.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={element}
      className={classes.dialog}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <h2 id={heading} className={classes.title}>
        {title}
      </h2>
      {children}
      <div className={classes.actions}>{actions}</div>
    </dialog>
  );
}
