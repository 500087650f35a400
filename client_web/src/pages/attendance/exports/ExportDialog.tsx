import { Button } from '@mantine/core';
import { type ReactNode, useId, useState } from 'react';
import { useExportPreview } from '../../../api/exports';
import { ApiProblem } from '../../../api/problem';
import type { ExportPreview } from '../../../api/types';
import { Dialog } from '../../../components/Dialog';
import { Message } from '../../../components/clinic/Message';
import { ProblemNotice } from '../../../components/clinic/ProblemNotice';
import { exports as words } from '../../../texts/clinic';
import { texts } from '../../../texts/en';
import { fullDay } from '../../../time/zone';
import classes from './ExportDialog.module.css';
import { firstDraft, isComplete, requestOf, type Scope } from './terms';
import { TermsForm } from './TermsForm';
import { useExport } from './useExport';

/** Asks to whom, what for and on what basis; shows what will be left out; then makes the file. */
export function ExportDialog({ scope, onClose }: { scope: Scope; onClose: () => void }) {
  const form = useId();
  const [draft, setDraft] = useState(() => firstDraft(scope));
  const preview = useExportPreview();
  const { making, start, cancel, reset } = useExport();
  const shown = preview.data;
  const back = () => {
    reset();
    preview.reset();
  };
  const button = (label: string, onClick: () => void) => (
    <Button variant="default" onClick={onClick}>
      {label}
    </Button>
  );

  let content: ReactNode;
  let actions: ReactNode;
  if (making.state === 'making') {
    content = <Progress records={making.records} total={making.total} counted={draft.format === 'csv'} />;
    actions = button(words.cancel, cancel);
  } else if (making.state === 'done') {
    content = <Message title={words.done} help={words.doneHelp} />;
    actions = <Button onClick={onClose}>{texts.common.close}</Button>;
  } else if (making.state === 'cancelled') {
    content = <Message title={words.cancelled} help={words.cancelledHelp} />;
    actions = button(texts.common.close, onClose);
  } else if (making.state === 'failed') {
    content = <Failed problem={making.problem} />;
    actions = button(words.back, back);
  } else if (shown) {
    const nothing = shown.clients === 0 || (shown.records === 0 && draft.format !== 'accounting');
    content = <Shown preview={shown} account={draft.format === 'accounting'} nothing={nothing} />;
    actions = (
      <>
        {button(words.back, back)}
        {!nothing && (
          <Button onClick={() => void start({ ...requestOf(draft, scope), left_out: shown.left_out.length })}>
            {words.make}
          </Button>
        )}
      </>
    );
  } else {
    content = (
      <>
        {preview.isError && <ProblemNotice problem={preview.error} />}
        <TermsForm
          id={form}
          scope={scope}
          draft={draft}
          onChange={setDraft}
          onSubmit={() => isComplete(draft) && preview.mutate(termsOf(requestOf(draft, scope)))}
        />
      </>
    );
    actions = (
      <>
        {button(texts.common.cancel, onClose)}
        <Button type="submit" form={form} loading={preview.isPending}>
          {words.next}
        </Button>
      </>
    );
  }
  const days = scope.range && draft.format !== 'accounting' ? scope.range : null;
  return (
    <Dialog title={words.title} onClose={making.state === 'making' ? cancel : onClose} actions={actions}>
      {days && scope.session === null && (
        <p className={classes.lead}>{words.lead(fullDay(days.from), fullDay(days.to))}</p>
      )}
      {content}
    </Dialog>
  );
}

function termsOf({ left_out: _, ...terms }: ReturnType<typeof requestOf>) {
  return terms;
}

function Shown({ preview, account, nothing }: { preview: ExportPreview; account: boolean; nothing: boolean }) {
  const { clients, records, left_out: leftOut, notice } = preview;
  return (
    <>
      {nothing ? (
        <Message title={words.nobody} help={leftOut.length > 0 ? words.nobodyHelp : words.noRecords} tone="attention" />
      ) : (
        <p className={classes.sum}>
          {account ? words.account : words.holds(records, clients)} {leftOut.length === 0 && words.allIn}
        </p>
      )}
      {leftOut.length > 0 && (
        <details className={classes.leftOut} open={leftOut.length <= 5}>
          <summary>{words.leftOut(leftOut.length)}</summary>
          <ul>
            {leftOut.map(({ client, reason }) => (
              <li key={client.person_id}>
                {client.legal_name}
                <span className={classes.reason}>{reason}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
      {!nothing && notice !== null && (
        <details className={classes.notice}>
          <summary>{words.notice}</summary>
          <p>{notice}</p>
        </details>
      )}
      {!nothing && <p className={classes.logged}>{words.logged}</p>}
    </>
  );
}

function Progress({ records, total, counted }: { records: number; total: number; counted: boolean }) {
  const known = counted && total > 0;
  return (
    <div role="status">
      {words.making} {known && words.soFar(records, total)}
      <progress className={classes.progress} aria-label={words.making} {...(known ? { value: records, max: total } : {})} />
    </div>
  );
}

function Failed({ problem }: { problem: Error }) {
  if (problem instanceof ApiProblem) return <ProblemNotice problem={problem} />;
  return (
    <div role="alert">
      <Message title={problem.message} tone="attention" />
    </div>
  );
}
