import { Button } from '@mantine/core';
import { useId, type ReactNode } from 'react';
import { ApiProblem } from '../../api/problem';
import { texts } from '../../texts/en';
import { Dialog } from '../Dialog';
import classes from './FormDialog.module.css';
import { ProblemNotice } from './ProblemNotice';
import { server } from '../../texts/clinic';

interface FormDialogProps {
  title: string;
  submit: string;
  /** Of a form that takes something away. */
  danger?: boolean;
  saving: { isPending: boolean; error: Error | null };
  /** The form says itself, in the place of the browser, what is wrong. */
  noValidate?: boolean;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** A form in a dialog: what went wrong on top, the safe button first. */
export function FormDialog({ title, submit, danger = false, saving, noValidate = false, onSubmit, onClose, children }: FormDialogProps) {
  const form = useId();
  const actions = (
    <>
      <Button variant="default" onClick={onClose}>
        {texts.common.cancel}
      </Button>
      <Button type="submit" form={form} loading={saving.isPending} {...(danger && { color: 'red' })}>
        {submit}
      </Button>
    </>
  );
  return (
    <Dialog title={title} onClose={onClose} actions={actions}>
      <form
        id={form}
        className={classes.stack}
        noValidate={noValidate}
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        {saving.error !== null && <ProblemNotice problem={saving.error} />}
        {children}
      </form>
    </Dialog>
  );
}

/** What is wrong with one field, when the server says it of that one: `body.name`. */
export function fieldError(error: Error | null, field: string): string | undefined {
  if (!(error instanceof ApiProblem)) return undefined;
  const found = error.fields.find((one) => one.path === `body.${field}`)?.message;
  if (found === undefined) return undefined;
  const said = server.said(found);
  return said.charAt(0).toUpperCase() + said.slice(1);
}
