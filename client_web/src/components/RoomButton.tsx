import type { ButtonHTMLAttributes } from 'react';
import classes from './RoomButton.module.css';

interface RoomButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: 'plain' | 'main' | 'danger' | 'quiet';
  small?: boolean;
}

/** A button for the dark room and its dialogs. */
export function RoomButton({ look = 'plain', small = false, className = '', ...rest }: RoomButtonProps) {
  const looks = [classes.button, look === 'plain' ? '' : classes[look], small ? classes.small : '', className];
  return <button type="button" {...rest} className={looks.filter(Boolean).join(' ')} />;
}
