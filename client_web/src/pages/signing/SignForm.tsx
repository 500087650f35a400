import { Button, PasswordInput } from '@mantine/core';
import { type FormEvent, useRef, useState } from 'react';
import { ApiProblem } from '../../api/problem';
import { useSign } from '../../api/signing';
import type { Sheet } from '../../api/types';
import { Message } from '../../components/clinic/Message';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { server, signing as words } from '../../texts/clinic';
import { cosignLinesOf, linesOf, type Judgements } from './judgements';
import classes from './SheetPage.module.css';

interface SignFormProps {
  sheet: Sheet;
  judgements: Judgements;
  onSigned: (records: number) => void;
  onReload: () => void;
}

/** Who signs what, and the password that shows that it is them. */
export function SignForm({ sheet, judgements, onSigned, onReload }: SignFormProps) {
  const sign = useSign(sheet.session.id);
  const [batch] = useState(() => crypto.randomUUID()); // sent twice it is signed once
  const [password, setPassword] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const signs = linesOf(sheet.records, judgements);
  const kind = sheet.records.some((one) => one.may_sign) ? 'signature' : 'cosignature';
  const records = kind === 'signature' ? signs : cosignLinesOf(sheet.records);
  if (!sheet.records.some((one) => one.may_sign || one.may_cosign)) return null;
  const refused = sign.error instanceof ApiProblem ? sign.error : null;
  const changed = refused?.kind === 'conflict';
  const wrong = refused?.document.code === 'wrong_password';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (sign.isPending || records.length === 0 || password === '') return;
    sign.mutate(
      { batch, kind, password, records },
      {
        onSuccess: () => onSigned(records.length),
        onError: () => {
          setPassword('');
          field.current?.focus();
        },
      },
    );
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <p className={classes.as}>
        {words.as} <strong>{signerOf(sheet)}</strong>
      </p>
      {/* What is signed is kept in these very words. */}
      <p className={classes.meaning} lang="en">{kind === 'signature' ? sheet.meaning : sheet.cosigning}</p>
      {changed && (
        <div role="alert">
          <Message title={words.changed} help={[server.said(refused.document.detail ?? ''), words.changedHelp].filter(Boolean).join(' ')} tone="attention">
            <Button variant="default" onClick={onReload}>
              {words.reload}
            </Button>
          </Message>
        </div>
      )}
      {sign.isError && !changed && !wrong && <ProblemNotice problem={sign.error} />}
      <div className={classes.password}>
        <PasswordInput
          label={words.password}
          description={words.passwordHelp}
          autoComplete="current-password"
          maxLength={200}
          ref={field}
          error={wrong ? words.wrongPassword : undefined}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Button type="submit" loading={sign.isPending} disabled={records.length === 0 || password === ''}>
          {kind === 'signature' ? words.submit(records.length) : words.submitCosign(records.length)}
        </Button>
      </div>
    </form>
  );
}

function signerOf({ signer }: Sheet): string {
  const parts = [
    signer.credential === '' ? signer.name : `${signer.name}, ${signer.credential}`,
    ...(signer.licence === '' ? [] : [words.licence(signer.licence)]),
    ...(signer.supervisor === null ? [] : [words.supervisor(signer.supervisor)]),
  ];
  return parts.join(' · ');
}
