import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useEnrol } from '../../api/kiosks';
import { ApiProblem } from '../../api/problem';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { kiosk as words } from '../../texts/clinic';
import classes from './EnrolForm.module.css';

/** Makes this browser a kiosk. */
export function EnrolForm() {
  const [code, setCode] = useState('');
  const enrol = useEnrol();
  const wrong = enrol.error instanceof ApiProblem && enrol.error.kind === 'signed_out';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (code.trim() !== '') enrol.mutate(code.trim());
  };
  return (
    <main className={classes.page}>
      <form className={classes.form} onSubmit={submit}>
        <h1 className={classes.title}>{words.enrolTitle}</h1>
        {enrol.isError && !wrong && <ProblemNotice problem={enrol.error} />}
        <TextInput
          classNames={{ input: classes.code }}
          label={words.enrolCode}
          description={words.enrolLead}
          size="lg"
          autoFocus
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          maxLength={32}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
          error={wrong ? words.enrolWrong : undefined}
        />
        <Button type="submit" size="lg" loading={enrol.isPending}>
          {words.enrol}
        </Button>
      </form>
    </main>
  );
}
