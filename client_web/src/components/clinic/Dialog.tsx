import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { texts } from '../../texts/en';
import classes from './Dialog.module.css';

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ReactNode;
}

/** A dialog over the page; it is shown for as long as it is rendered. */
export function Dialog({ title, onClose, children }: DialogProps) {
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      classNames={{ title: classes.title, body: classes.body }}
      closeButtonProps={{ 'aria-label': texts.common.close }}
      lockScroll={false}
      centered
      transitionProps={{ duration: 0 }}
    >
      {children}
    </Modal>
  );
}

/** The buttons at the end of a dialog, the main one last. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className={classes.actions}>{children}</div>;
}
