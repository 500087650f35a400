import { IconDoorExit } from '@tabler/icons-react';
import { useCallback } from 'react';
import { quickExit, useQuickExitKeys } from '../hooks/useQuickExit';
import { texts } from '../texts/en';
import classes from './QuickExit.module.css';

/** Always in view on a client's pages; Shift three times does the same. */
export function QuickExit({ before }: { before?: () => void }) {
  const leave = useCallback(() => quickExit(before), [before]);
  useQuickExitKeys(leave);
  return (
    <button type="button" className={classes.exit} title={texts.support.quickExitHelp} onClick={leave}>
      <IconDoorExit size={20} aria-hidden />
      {texts.support.quickExit}
    </button>
  );
}
