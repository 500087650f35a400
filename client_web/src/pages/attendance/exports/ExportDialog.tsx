import { Button } from '@mantine/core';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useExportPreview } from '../../../api/exports';
import { ApiProblem } from '../../../api/problem';
import type { ExportPreview, LeftOut } from '../../../api/types';
import { Dialog } from '../../../components/Dialog';
import { Message } from '../../../components/clinic/Message';
import { ProblemNotice } from '../../../components/clinic/ProblemNotice';
import { exports as words, server } from '../../../texts/clinic';
import { texts } from '../../../texts/en';
import { fullDay } from '../../../time/zone';
import classes from './ExportDialog.module.css';
import { byReason, type Draft, firstDraft, isComplete, requestOf, type Scope } from './terms';
import { TermsForm } from './TermsForm';
import { useExport } from './useExport';

/** Whoever would be left out has changed: to be looked at again. */
const LOOK_AGAIN: ReadonlySet<string | undefined> = new Set(['changed', 'no_consent']);

/** Asks to whom, what for and on what basis; shows what will be left out; then makes the file. */
export function ExportDialog({ scope, onClose }: { scope: Scope; onClose: () => void }) {
  const form = useId();
  const [draft, setDraft] = useState(() => firstDraft(scope));
  const preview = useExportPreview();
  const { making, start, cancel, reset } = useExport();
  const shown = preview.data;
  const step = useStep(making.state !== 'idle' ? making.state : shown ? 'preview' : 'form');
  const ask = (then: { onSettled?: () => void } = {}) => preview.mutate(termsOf(requestOf(draft, scope)), then);
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
    actions = (
      <>
        {button(words.back, back)}
        {mayLookAgain(making.problem) && (
          <Button
            loading={preview.isPending}
            onClick={() => ask({ onSettled: reset })}
          >
            {words.lookAgain}
          </Button>
        )}
      </>
    );
  } else if (shown) {
    const nothing = shown.clients === 0 || (shown.records === 0 && draft.format !== 'accounting');
    content = <Shown preview={shown} draft={draft} nothing={nothing} />;
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
        {preview.isError && (
          <div className={classes.problem}>
            <ProblemNotice problem={preview.error} />
          </div>
        )}
        <TermsForm
          id={form}
          scope={scope}
          draft={draft}
          onChange={setDraft}
          onSubmit={() => isComplete(draft) && ask()}
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
      <div ref={step} className={classes.step}>
        {content}
      </div>
    </Dialog>
  );
}

/** What a step shows gets the focus when the step changes: the button that was pressed is gone by then. */
function useStep(step: string) {
  const element = useRef<HTMLDivElement>(null);
  const before = useRef(step);
  useEffect(() => {
    if (before.current === step) return;
    before.current = step;
    element.current!.tabIndex = -1; // not before: the dialog opens with the focus on its first field
    element.current!.focus({ preventScroll: true });
  }, [step]);
  return element;
}

function mayLookAgain(problem: Error): boolean {
  return problem instanceof ApiProblem && LOOK_AGAIN.has(problem.document.code);
}

function termsOf({ left_out: _, ...terms }: ReturnType<typeof requestOf>) {
  return terms;
}

function Shown({ preview, draft, nothing }: { preview: ExportPreview; draft: Draft; nothing: boolean }) {
  const { clients, records, left_out: leftOut, notice } = preview;
  const account = draft.format === 'accounting';
  return (
    <>
      <p className={classes.terms}>{words.terms(words.formats[draft.format], draft.recipient.trim(), draft.purpose.trim())}</p>
      {nothing ? (
        <Message title={words.nobody} help={leftOut.length > 0 ? words.nobodyHelp : words.noRecords} tone="attention" />
      ) : (
        <p className={classes.sum}>
          {account ? words.account : words.holds(records, clients)} {!account && leftOut.length === 0 && words.allIn}
        </p>
      )}
      {leftOut.length > 0 && <LeftOutList leftOut={leftOut} />}
      {!nothing && notice !== null && (
        <details className={classes.notice}>
          <summary>{words.notice}</summary>
          <p lang="en">{notice}</p>
        </details>
      )}
      {!nothing && <p className={classes.logged}>{words.logged}</p>}
    </>
  );
}

/** By reason, since most have the same. */
function LeftOutList({ leftOut }: { leftOut: readonly LeftOut[] }) {
  const heading = useId();
  return (
    <section className={classes.leftOut} aria-labelledby={heading}>
      <h3 id={heading}>{words.leftOut(leftOut.length)}</h3>
      <ul>
        {byReason(leftOut).map(([reason, names]) => (
          <li key={reason}>
            {names.join(', ')}
            <span className={classes.reason}>{server.said(reason.replace(/\d{4}-\d\d-\d\d/g, fullDay))}</span>
          </li>
        ))}
      </ul>
    </section>
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
  if (problem instanceof ApiProblem && !mayLookAgain(problem)) return <ProblemNotice problem={problem} />;
  return (
    <div role="alert">
      {mayLookAgain(problem) ? (
        <Message title={words.changed} help={words.changedHelp} tone="attention" />
      ) : (
        <Message title={problem.message} tone="attention" />
      )}
    </div>
  );
}
