import { Button, FileInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useAddProgramHandout, useProgramHandouts, useRemoveHandout } from '../../api/handouts';
import type { Handout } from '../../api/types';
import { DenseTable } from '../../components/clinic/DenseTable';
import { fieldError, FormDialog } from '../../components/clinic/FormDialog';
import { ProblemNotice } from '../../components/clinic/ProblemNotice';
import { RevokeDialog } from '../../components/clinic/RevokeDialog';
import { useStaff } from '../../components/clinic/StaffArea';
import table from '../../components/clinic/table.module.css';
import { Waiting } from '../../components/clinic/Waiting';
import { handoutWords as words, programWords } from '../../texts/clinic';
import { dayIn, fullDay } from '../../time/zone';
import classes from './programs.module.css';

const ACCEPTED = 'application/pdf,image/png,image/jpeg,image/webp';

/** What a program hands out: in the room of each of its sessions, and on its clients' own page. */
export function Handouts({ program, closed }: { program: string; closed: boolean }) {
  const found = useProgramHandouts(program);
  const remove = useRemoveHandout();
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<Handout | null>(null);
  return (
    <section aria-label={words.title}>
      <div className={classes.head}>
        <div>
          <h2>{words.title}</h2>
          <p className={classes.note}>{found.data?.length === 0 ? words.none : words.lead}</p>
        </div>
        {!closed && (
          <Button variant="default" onClick={() => setAdding(true)}>
            {words.add}
          </Button>
        )}
      </div>
      {found.isPending && <Waiting />}
      {found.isLoadingError && <ProblemNotice problem={found.error} onRetry={() => void found.refetch()} />}
      {found.data && found.data.length > 0 && <HandoutTable handouts={found.data} onRemove={setRemoving} />}
      {adding && <AddDialog program={program} onClose={() => setAdding(false)} />}
      {removing && (
        <RevokeDialog
          words={words}
          name={removing.title}
          onRevoke={() => remove.mutateAsync(removing.id)}
          onClose={() => setRemoving(null)}
        />
      )}
    </section>
  );
}

function HandoutTable({ handouts, onRemove }: { handouts: readonly Handout[]; onRemove: (one: Handout) => void }) {
  const { columns } = words;
  const zone = useStaff().clinic.time_zone;
  return (
    <DenseTable
      label={words.title}
      columns={[columns.title, columns.kind, columns.added, { words: words.revoke, hidden: true }]}
    >
      {handouts.map((one) => (
        <tr key={one.id}>
          <th scope="row">
            <bdi>{one.title}</bdi>
          </th>
          <td data-column={columns.kind}>{words.kind(one.media_type === 'application/pdf', Math.ceil(one.size / 1024))}</td>
          <td data-column={columns.added}>{fullDay(dayIn(zone, new Date(one.added_at)))}</td>
          <td className={table.number}>
            {one.may_remove && (
              <Button
                variant="subtle"
                color="red"
                size="compact-sm"
                aria-label={words.revokeFor(one.title)}
                onClick={() => onRemove(one)}
              >
                {words.revoke}
              </Button>
            )}
          </td>
        </tr>
      ))}
    </DenseTable>
  );
}

function AddDialog({ program, onClose }: { program: string; onClose: () => void }) {
  const add = useAddProgramHandout(program);
  const [title, setTitle] = useState('');
  const [file, setFile] = useState<File | null>(null);
  return (
    <FormDialog
      title={words.add}
      submit={programWords.save}
      saving={add}
      onSubmit={() => file !== null && add.mutate({ title: title.trim(), file }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <TextInput
        label={words.what}
        required
        withAsterisk={false}
        maxLength={100}
        autoComplete="off"
        value={title}
        error={fieldError(add.error, 'title')}
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      <FileInput
        label={words.file}
        description={words.fileHelp}
        required
        withAsterisk={false}
        accept={ACCEPTED}
        value={file}
        error={fieldError(add.error, 'file')}
        onChange={setFile}
      />
    </FormDialog>
  );
}
