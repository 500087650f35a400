import { Loader } from '@mantine/core';
import { texts } from '../../texts/en';
import classes from './Waiting.module.css';

/** While something is read, inside a page. */
export function Waiting() {
  return (
    <div className={classes.waiting} role="status" aria-label={texts.common.loading}>
      <Loader size="sm" />
    </div>
  );
}
