import { useId } from 'react';
import classes from './StaffPanel.module.css';

const LEAST = 3;
const LONGEST = 500;

/** Whether the server takes it for a reason. */
export const isReason = (text: string) => text.trim().length >= LEAST;

interface ReasonProps {
  label: string;
  help: string;
  value: string;
  onChange: (reason: string) => void;
  /** Where a dialog begins. */
  focused?: boolean;
}

/** Why staff decided something; kept with the record. */
export function Reason({ label, help, value, onChange, focused = false }: ReasonProps) {
  const id = useId();
  return (
    <>
      <label className={classes.field}>
        {label}
        <textarea
          rows={2}
          maxLength={LONGEST}
          value={value}
          data-focus={focused || undefined}
          aria-describedby={id}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      </label>
      <p id={id} className={classes.dim}>
        {help}
      </p>
    </>
  );
}
