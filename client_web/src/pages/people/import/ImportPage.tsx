import { Radio } from '@mantine/core';
import { useState } from 'react';
import { useImportColumns } from '../../../api/imports';
import type { ImportSubject } from '../../../api/types';
import { Message } from '../../../components/clinic/Message';
import { ProblemNotice } from '../../../components/clinic/ProblemNotice';
import { useStaff } from '../../../components/clinic/StaffArea';
import { Waiting } from '../../../components/clinic/Waiting';
import { clinic, importWords as words } from '../../../texts/clinic';
import { Heading } from '../Heading';
import { Columns } from './Columns';
import { FileImport } from './FileImport';
import classes from './import.module.css';

const SUBJECTS: readonly ImportSubject[] = ['clients', 'enrollments', 'schedule'];

export function ImportPage() {
  const isAdmin = useStaff().role === 'admin';
  return isAdmin ? <Import /> : <Message title={clinic.onlyAdmins} help={clinic.onlyAdminsHelp} />;
}

/** What the file is about, which columns it has, and then the file. */
function Import() {
  const [subject, setSubject] = useState<ImportSubject>('clients');
  const found = useImportColumns();
  const file = found.data?.files.find((one) => one.subject === subject);
  return (
    <>
      <Heading current="/import" lead={words.lead} />
      <div className={classes.subject}>
        <Radio.Group label={words.what} value={subject} onChange={(value) => setSubject(value as ImportSubject)}>
          <div className={classes.choices}>
            {SUBJECTS.map((value) => (
              <Radio key={value} value={value} label={words.subjects[value]} />
            ))}
          </div>
        </Radio.Group>
        <p className={classes.help}>{words.help[subject]}</p>
      </div>
      {found.isPending && <Waiting />}
      {found.isLoadingError && <ProblemNotice problem={found.error} onRetry={() => void found.refetch()} />}
      {file && <Columns file={file} />}
      {file && <FileImport key={subject} subject={subject} />}
    </>
  );
}
