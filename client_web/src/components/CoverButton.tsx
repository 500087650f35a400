import { IconEyeOff } from '@tabler/icons-react';
import { texts } from '../texts/en';
import classes from './QuickExit.module.css';

/** 'Someone came in': blanks the page at once. */
export function CoverButton({ onCover }: { onCover: () => void }) {
  return (
    <button type="button" className={classes.exit} title="B" onClick={onCover}>
      <IconEyeOff size={20} aria-hidden />
      {texts.room.someoneCameIn}
    </button>
  );
}
